/** What a page may load and do: its own styles and images, and no script at all. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** Sent with every page. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": policy.join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

/** Sent with the explorer of the API, the only page with a script: its own, and nothing leaves the origin. */
export const explorerHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  "content-security-policy": [...policy, "script-src 'self'", "connect-src 'self'"].join("; "),
};
