/** Header names whose values open doors, or are likely to. */
const secretName = /auth|token|secret|api-?key|password|session|cookie|signature/;

/** A header's value without what must not be stored: of a cookie its name and attributes stay. */
export function maskedHeader(name: string, value: string): string {
  if (name === "set-cookie" && value.includes("=")) return value.replace(/=[^;]*/, "=***");
  return secretName.test(name) ? "***" : bareUrl(value);
}

/** A text whose URLs carry no user and password. */
export function bareUrl(text: string): string {
  return text.replace(/\/\/[^/?#\s]*@/g, "//***@");
}
