import { createHash, timingSafeEqual } from "node:crypto";
import { callerOf } from "../auth/guard.ts";
import { ProblemError } from "../problem.ts";

/** Bytes of a form at most: a page of Argos sends a few words. */
const formBytesMax = 16_384;

/**
 * The fields of a form that a page of this session sent. Throws a problem with status 403 where the session's token is
 * missing or another one, or the form stood on another site, whoever asks: every route that takes a form reads it here.
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const caller = callerOf(request);
  if (caller.kind !== "user" || !isFromHere(request)) throw foreign();
  const text = await request.text();
  if (text.length > formBytesMax) throw foreign();
  const fields = new URLSearchParams(text);
  if (!equalTexts(fields.get("csrf") ?? "", caller.csrf)) throw foreign();
  return fields;
}

/** What browsers say of where a form stood: RFC 6454 section 7, and the Fetch Metadata of the W3C. */
export function isFromHere(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = request.headers.get("origin");
  return origin === null || URL.parse(origin)?.host === request.headers.get("host");
}

function foreign(): ProblemError {
  return new ProblemError({
    status: 403,
    title: "Forbidden",
    detail: "this form does not come from a page of this session: open the page again and send it from there",
  });
}

function equalTexts(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
