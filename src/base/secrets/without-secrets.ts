import { mask } from "./secret.ts";
import { decoded } from "./shown-url.ts";

/** Shorter texts are no secrets, and taking them out would leave nothing readable. */
const secretLengthMin = 6;

/**
 * A text without any of the secrets in it: servers repeat in their answers what they were sent. Before an ellipsis, where
 * a text was cut, the beginning of one counts too.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter(({ length }) => length >= secretLengthMin).sort((a, b) => b.length - a.length);
  const whole = longestFirst.reduce((rest, secret) => rest.replaceAll(secret, mask), text);
  if (!whole.includes("…")) return whole;
  return longestFirst.reduce(
    (rest, secret) =>
      rest
        .split("…")
        .map((part, at, { length }) => {
          return at < length - 1 ? withoutBeginning(part, secret) : part;
        })
        .join("…"),
    whole,
  );
}

/** A text without the beginning of a secret at its end. */
function withoutBeginning(text: string, secret: string): string {
  for (let length = Math.min(text.length, secret.length - 1); length >= secretLengthMin; length--) {
    if (text.endsWith(secret.slice(0, length))) return `${text.slice(0, -length)}${mask}`;
  }
  return text;
}

/** What a URL must not be known by: all of it, and the parts of its path and query that look like keys. */
export function urlSecrets(text: string): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return [text];
  const parts = [...url.pathname.split("/"), ...url.searchParams.values(), url.username, url.password];
  const whole = [text, url.href, url.pathname + url.search, url.pathname];
  return [...whole, ...parts].flatMap((part) => [part, decoded(part)]);
}
