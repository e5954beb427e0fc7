import { isHarmlessHeader, isHarmlessParameter, isToken } from "./harmless.ts";
import { decoded } from "./shown-url.ts";

/** What is sent to a target, as far as it may hold credentials. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?:
    | { readonly kind: "form"; readonly fields: unknown }
    | { readonly kind: "json"; readonly value: unknown };
}

/**
 * The texts of a request that an answer to it may repeat (error pages do, and services that echo) and that nobody is to
 * read there. `withoutSecrets` finds each in any spelling.
 */
export function requestSecrets({ url, headers, data }: SentRequest): readonly string[] {
  const found = [
    ...Object.entries(headers).flatMap(([name, value]) => (isHarmlessHeader(name) ? [] : headerSecrets(value))),
    ...urlParts(url),
    ...textsIn(data?.kind === "form" ? data.fields : data?.value),
  ];
  return [...new Set(found)];
}

/** The value, and of an `Authorization` what follows the scheme; of a `Basic` one the login in the clear (RFC 7617). */
function headerSecrets(value: string): readonly string[] {
  const [, scheme, credentials] = /^(\w+) +(\S+)$/.exec(value) ?? [];
  if (credentials === undefined) return [value, ...value.split(/[;,]\s*/).map((pair) => pair.replace(/^[^=]*=/, ""))];
  if (scheme?.toLowerCase() !== "basic") return [value, credentials];
  const login = Buffer.from(credentials, "base64").toString("utf8");
  return [value, credentials, login, login.slice(login.indexOf(":") + 1)];
}

/** What `shownUrl` takes out. */
function urlParts(text: string): readonly string[] {
  const url = URL.parse(text);
  if (url === null) return [];
  const pairs = url.search
    .slice(1)
    .split("&")
    .map((pair) => pair.split(/=(.*)/s));
  const values = pairs.flatMap(([name = "", value]) => {
    if (value === undefined) return [name];
    return isHarmlessParameter(decoded(name), decoded(value)) ? [] : [value];
  });
  const segments = url.pathname.split("/").filter((segment) => isToken(decoded(segment)));
  return [url.username, url.password, url.hash.slice(1), ...values, ...segments].flatMap((part) => [
    part,
    decoded(part),
  ]);
}

/** Every text in a value that came as JSON, numbers of many digits too. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(textsIn);
}
