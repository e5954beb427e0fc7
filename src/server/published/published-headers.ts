/** Who may keep an answer: anybody for a minute, the visitor alone, or nobody. */
export type Keeping = "public" | "private";

/**
 * Headers of what people without a login read. What everybody may read may be kept for a minute, and be read by scripts of
 * other sites; what is private is not kept, not listed, and its address, which opens it, is told to nobody.
 */
export function publishedHeaders(contentType: string, keeping: Keeping): Record<string, string> {
  const common = { "content-type": contentType };
  if (keeping === "public") {
    return {
      ...common,
      "cache-control": "public, max-age=60",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
    };
  }
  return {
    ...common,
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
  };
}
