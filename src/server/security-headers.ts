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

/** Sent with the explorers of the API, the only pages with a script: their own, and nothing leaves the origin. */
export const explorerHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  "content-security-policy": [...policy, "script-src 'self'", "connect-src 'self'"].join("; "),
};

/** Redoc fills style elements through the object model: the digests are those of an empty one, and of one that is its own. */
const redocStyles = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
];
export const redocHeaders: Readonly<Record<string, string>> = {
  ...explorerHeaders,
  "content-security-policy": (explorerHeaders["content-security-policy"] ?? "").replace(
    "style-src 'self'",
    `style-src 'self' ${redocStyles.join(" ")}`,
  ),
};
