/** The `code` of something thrown by the runtime; "" when it has none. */
export function codeOf(thrown: unknown): string {
  if (thrown === null || typeof thrown !== "object" || !("code" in thrown)) return "";
  return typeof thrown.code === "string" ? thrown.code : "";
}
