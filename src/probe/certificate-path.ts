import type { X509Certificate } from "node:crypto";
import { type Anchors, isIssuer } from "./anchors.ts";

/** The certificates that a server sent, sorted as a client does. */
export interface SentPath {
  /** The leaf and its issuers, without the anchor. */
  readonly path: readonly X509Certificate[];
  /** What is sent beside it: a client does not look at it. */
  readonly extras: readonly X509Certificate[];
  /** Whether the path leads to an anchor, and all of it is within its dates. */
  readonly isComplete: boolean;
}

/** Signatures that are checked for one path: a hostile server might send ten certificates that could each be the next. */
const signaturesMax = 40;

/**
 * Builds the path from the leaf to a trusted anchor (RFC 4158): one that is within its dates where there is such a path, else
 * the longest. A server may send anything after its leaf: cross-signs that have expired, old roots, other leaves.
 */
export function pathOf(sent: readonly X509Certificate[], anchors: Anchors, nowMs: number): SentPath {
  const [leaf, ...others] = sent;
  if (leaf === undefined) return { path: [], extras: [], isComplete: false };
  const valid = searchPath(leaf, { others, anchors, isAllowed: (one) => isWithin(one, nowMs) });
  const { path } = valid.isComplete ? valid : searchPath(leaf, { others, anchors, isAllowed: () => true });
  return { path, extras: others.filter((one) => !path.includes(one)), isComplete: valid.isComplete };
}

interface Search {
  readonly others: readonly X509Certificate[];
  readonly anchors: Anchors;
  readonly isAllowed: (certificate: X509Certificate) => boolean;
}

type Path = readonly X509Certificate[];

/** The first path of allowed certificates that an anchor issued; the longest there is where none leads to an anchor. */
function searchPath(leaf: X509Certificate, { others, anchors, isAllowed }: Search) {
  let signatures = 0;
  let longest: Path = [leaf];

  function complete(path: Path, last: X509Certificate): Path | undefined {
    if (!isAllowed(last)) return undefined;
    if (path.length > longest.length) longest = path;
    if (anchors.issued(last)) return path;
    for (const next of others) {
      if (path.includes(next) || next.subject !== last.issuer || signatures >= signaturesMax) continue;
      signatures += 1;
      const found = isIssuer(next, last) ? complete([...path, next], next) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  const found = complete([leaf], leaf);
  return { path: found ?? longest, isComplete: found !== undefined };
}

function isWithin(certificate: X509Certificate, nowMs: number): boolean {
  return Date.parse(certificate.validFrom) <= nowMs && nowMs <= Date.parse(certificate.validTo);
}
