import { cleanText } from "../clean-text.ts";
import { isHarmlessParameter, isToken } from "./harmless.ts";
import { withoutVariables } from "./known-secrets.ts";
import { mask } from "./secret.ts";

/** Characters of an address in a log at most. */
const addressCharactersMax = 500;

/** Most URLs hold nothing that could be secret, and finding that out costs a tenth: parts as short as these are no keys. */
const plainUrl = /^https?:\/\/[\w.:-]+(?:\/[\w.-]{0,14})*$/;

/**
 * A URL, or what follows its host, as anybody may see it: without user, password and fragment, without path segments
 * that look like keys, and without the values of query parameters unless their names are plainly harmless. A text that
 * was meant to be a URL loses what stands before its last `@`.
 */
export function shownUrl(url: string): string {
  const own = withoutVariables(url);
  if (plainUrl.test(own)) return own;
  const { start, rest } = withoutLogin(own);
  const [, path = "", query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(rest) ?? [];
  const shownQuery = query === undefined ? "" : `?${shownParameters(query)}`;
  return `${start}${shownPath(path)}${shownQuery}${fragment ? `#${mask}` : fragment === "" ? "#" : ""}`;
}

/** A text for people in which URLs, logins before a host, and queries stand as `shownUrl` shows them. */
export function shownText(text: string): string {
  const own = withoutVariables(text);
  if (!/[@?]|:\/\//.test(own)) return own;
  const urls = own.replace(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi, shownInText);
  const logins = urls.includes("@") ? urls.replace(loginInText, shownLogin) : urls;
  return logins.replace(/(?<![^\s"'<>`([])\/?[^\s"'<>`?:]*\?[^\s"'<>`?=]+=[^\s"'<>`]*/g, shownInText);
}

/** `ada:secret@` before a host, without a scheme or with one; bounded, since a text is as long as it is. */
const loginInText = /[^\s"'<>`/:@]{1,256}:[^\s"'<>`@]{0,1024}@(?=[^\s"'<>`@])/g;

function shownLogin(found: string): string {
  return found.endsWith(`://${mask}@`) ? found : `${mask}@`;
}

/**
 * The path and query of a request as a log may hold them: keys of status pages and of set-up, signatures of links and
 * whatever else `shownUrl` takes out are `***`. Clean, and at most 500 characters.
 */
export function redactedAddress(pathAndQuery: string): string {
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(pathAndQuery) ?? [];
  return cleanText(shownUrl(`${withoutPageKey(path)}${rest}`), addressCharactersMax);
}

/** The key of a status page is the segment after its name; a path is judged by what it may mean to any router. */
function withoutPageKey(path: string): string {
  const segments = path.split(/([/\\]|%2f|%5c)/i);
  const isWord = (segment: string) => /^status(?:;|$)/i.test(decoded(segment).trim());
  const status = segments.findIndex(isWord);
  if (status === -1) return path;
  let named = false;
  const shown = segments.slice(status + 1).map((part) => {
    if (/^(?:[/\\]|%2f|%5c|)$/i.test(part) || /^\.{1,2}$/.test(decoded(part))) return part;
    if (named) return mask;
    named = true;
    return part;
  });
  return [...segments.slice(0, status + 1), ...shown].join("");
}

/** URLs in sentences are followed by what belongs to the sentence. */
function shownInText(found: string): string {
  const end = /[.,;:!?)\]}]*$/.exec(found)?.[0] ?? "";
  return `${shownUrl(found.slice(0, found.length - end.length))}${end}`;
}

/** The scheme with what stands in place of a login, and what follows: host, path, query and fragment. */
function withoutLogin(url: string): { readonly start: string; readonly rest: string } {
  const [, scheme = "", after = ""] = /^((?:(?:[a-z][a-z0-9+.-]*:)?[/\\]{2,})?)(.*)$/is.exec(url) ?? [];
  const isPath = scheme === "" && /^[/?#]/.test(after);
  const end = isPath ? 0 : loginEnd(scheme, after);
  return end === 0 ? { start: scheme, rest: after } : { start: `${scheme}${mask}@`, rest: after.slice(end) };
}

/** Where the login before a host ends, 0 without one. Of a text that is no URL the password may hold any character. */
function loginEnd(scheme: string, after: string): number {
  const isUrl = scheme !== "" && URL.canParse(`${scheme}${after}`);
  const inHost = after.slice(0, authorityEnd(after)).lastIndexOf("@") + 1;
  return inHost > 0 || isUrl ? inHost : after.lastIndexOf("@") + 1;
}

function authorityEnd(after: string): number {
  const end = after.search(/[/\\?#]/);
  return end === -1 ? after.length : end;
}

function shownPath(path: string): string {
  return path
    .split("/")
    .map((segment) => {
      if (isToken(decoded(segment))) return mask;
      const at = segment.lastIndexOf("@");
      return at > 0 ? `${mask}${segment.slice(at)}` : segment;
    })
    .join("/");
}

function shownParameters(query: string): string {
  return query.split("&").map(shownParameter).join("&");
}

function shownParameter(pair: string): string {
  const equals = pair.indexOf("=");
  if (equals === -1) return pair === "" ? "" : mask;
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  if (value === "" || isHarmlessParameter(decoded(name), decoded(value))) return pair;
  return `${isToken(decoded(name)) ? mask : name}=${mask}`;
}

/** A text without its percent encoding; itself where that is broken. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
