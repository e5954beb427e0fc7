import { domainToASCII } from "node:url";

/** Scheme, host and port of a domain or a pattern; slashes at its end do not count. */
const parts = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/?#[\]]*)(?::(\d{1,5}))?\/*$/i;

/** Nearly every domain: nothing to change. */
const canonical = /^(?:https?:\/\/)?[a-z0-9*_-]+(?:\.[a-z0-9*_-]+)*$/;

const schemeOfPort: Readonly<Record<string, string>> = { "80": "http", "443": "https" };

/**
 * The one form in which domains are compared: lower case, punycode (UTS 46), no dot at the end, no default port. `*` stands
 * for itself, so that patterns have the form too. A text that is no domain comes back in lower case.
 */
export function canonicalDomain(text: string): string {
  if (canonical.test(text)) return text;
  const found = parts.exec(text.trim());
  if (!found) return text.trim().toLowerCase();
  const [, scheme = "", host = "", port = ""] = found;
  const named = scheme.toLowerCase() || (schemeOfPort[port] ?? "");
  const shownPort = port === "" || schemeOfPort[port] === named ? "" : `:${Number(port)}`;
  return `${named === "" ? "" : `${named}://`}${canonicalHost(host)}${shownPort}`;
}

/** A host as URLs have it, without a dot at its end. */
export function canonicalHost(host: string): string {
  // RFC 3490, 3.1: these are dots too.
  const lower = host
    .toLowerCase()
    .replace(/[\u3002\uff0e\uff61]/g, ".")
    .replace(/\.$/, "");
  if (!lower.includes("*")) return asciiOf(lower);
  return lower
    .split(".")
    .map((label) => (label.includes("*") ? label.normalize("NFC") : asciiOf(label)))
    .join(".");
}

function asciiOf(name: string): string {
  return /^[ -~]*$/.test(name) ? name : domainToASCII(name) || name;
}
