/** Shorter texts are no secrets, and taking them out would leave nothing readable. */
const secretLengthMin = 6;

/** A text without any of the secrets in it: servers repeat in their answers what they were sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter(({ length }) => length >= secretLengthMin).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

/** What a URL must not be known by: all of it, and the parts of its path and query that look like keys. */
export function urlSecrets(text: string): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return [text];
  const parts = [...url.pathname.split("/"), ...url.searchParams.values(), url.username, url.password];
  const whole = [text, url.href, url.pathname + url.search, url.pathname];
  return [...whole, ...parts].flatMap((part) => [part, decoded(part)]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: there is no other spelling of this part.
    return part;
  }
}
