/** What a page may load and do: its own styles and images, and no script at all. */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** Features of browsers that no page of Argos uses, taken from whatever might run in one. */
const refused = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "microphone",
  "payment",
  "usb",
];

/** How long a browser that came by TLS asks for nothing else, in seconds: a year (RFC 6797). */
const strictSeconds = 31_536_000;

const usual: Readonly<Record<string, string>> = {
  "content-security-policy": policy.join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": refused.map((feature) => `${feature}=()`).join(", "),
  "cache-control": "no-store",
};

/** Sent with the explorers of the API, the only pages with a script: their own, and nothing leaves the origin. */
export const explorerHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": [...policy, "script-src 'self'", "connect-src 'self'"].join("; "),
};

/** Gives a response what every response has, whatever made it; what its route said of caching or of scripts stays. */
export function withSecurityHeaders(response: Response, { isTls }: { readonly isTls: boolean }): Response {
  for (const [name, value] of Object.entries(usual)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  if (isTls) response.headers.set("strict-transport-security", `max-age=${strictSeconds}`);
  return response;
}
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
