/**
 * Headers whose values say nothing but what a client can read: the value of every other one may be a credential, since
 * an application chooses the name (`X-Api`, `X-Hook`, `Circle-Pass`).
 */
const harmlessHeaders: ReadonlySet<string> = new Set([
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "connection",
  "content-encoding",
  "content-language",
  "content-length",
  "content-type",
  "dnt",
  "host",
  "pragma",
  "te",
  "user-agent",
  "upgrade-insecure-requests",
]);

/** Headers of a response that say how it was made, kept and may be used. A name in no list may carry a credential. */
const harmlessResponseHeaders: ReadonlySet<string> = new Set([
  ...harmlessHeaders,
  ...`accept-ranges access-control-allow-headers access-control-allow-methods access-control-allow-origin
  access-control-expose-headers access-control-max-age age allow alt-svc cache-status cf-cache-status cf-ray
  content-disposition content-range content-security-policy content-security-policy-report-only
  cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy date etag expires keep-alive
  last-modified nel origin-agent-cluster permissions-policy proxy-status referrer-policy retry-after server
  server-timing strict-transport-security trailer transfer-encoding upgrade vary via warning x-aspnet-version x-backend
  x-cache x-cache-hits x-cdn x-content-type-options x-dns-prefetch-control x-download-options x-drupal-cache
  x-frame-options x-generator x-permitted-cross-domain-policies x-powered-by x-request-id x-robots-tag x-runtime
  x-served-by x-timer x-ua-compatible x-upstream x-varnish x-xss-protection`.split(/\s+/),
]);

/** Parameters that choose what a page shows and in which form, by the names that web applications give them. */
const harmlessParameters: ReadonlySet<string> = new Set(
  `after before bot cause category charset color cursor date day debug dir direction display domain done end expires family
  fields filter format from height hl hour incident interval kind label lang language layout length level limit locale
  match max media method min minute mode month offset order output page page_size pagesize per_page perpage period
  pretty q query range relation rev revision rows scope search section severity since size skip sort sort_by sortby
  start status step style tab tag theme timezone tz to type unit units until utm_campaign utm_content utm_medium
  utm_source utm_term v ver version view website week width year zone`.split(/\s+/),
);

/** Whether the value of a request header may be shown. */
export function isHarmlessHeader(name: string): boolean {
  return harmlessHeaders.has(name.toLowerCase());
}

/** Whether the value of a response header may be stored and shown. */
export function isHarmlessResponseHeader(name: string): boolean {
  return harmlessResponseHeaders.has(name.toLowerCase());
}

/** Whether a value may be shown for its parameter's name and for what it looks like. */
export function isHarmlessParameter(name: string, value: string): boolean {
  return harmlessParameters.has(name.toLowerCase()) && !looksSecret(value);
}

/** Whether a text has the form of a token, or carries a login. */
export function looksSecret(text: string): boolean {
  return /[@]|:\/\//.test(text) || isToken(text);
}

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/**
 * Whether a text looks random, as the keys of links do (`/s/8aWqk3Cz9TfYmPL`, `/services/T01/B02/x7…`): a UUID, or 15
 * letters and digits in a row which change often between the two, or hold digits and letters of both cases. A slug has
 * its words divided (`release-29-notes`), and neither a word nor a number alone mixes them.
 */
export function isToken(text: string): boolean {
  if (uuid.test(text)) return true;
  return (text.match(/[A-Za-z0-9]{15,}/g) ?? []).some(isMixed);
}

function isMixed(run: string): boolean {
  const switches = run.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return switches >= 2 || (switches >= 1 && /[a-z]/.test(run) && /[A-Z]/.test(run));
}
