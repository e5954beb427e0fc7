import type { Json } from "../check.ts";
import type { Report } from "../kinds/kind.ts";
import { urlMax } from "../kinds/text-kinds.ts";
import type { RequestData } from "../site.ts";
import type { PathWords, RequestWords } from "../words/website-words.ts";
import type { Place } from "../yaml/source-file.ts";

/** What a path asks for, over whichever IP family. */
export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: RequestData;
}

/** The part of a path that says what to ask. */
export type PathToAsk = Pick<PathWords, "path" | "request_data"> & { readonly place: Place };

/** The request of a path: joined to the domain like a link; user and password in a URL become a header. */
export function requestOf(domain: URL, path: PathToAsk, report: Report): Request | undefined {
  const url = URL.parse(path.path.value, domain.href);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    report.problem(path.path.place, `the path ${path.path.written} does not give an http or https URL`);
    return undefined;
  }
  const headers = { ...authorizationOf(url), ...path.request_data?.headers };
  const { href } = bare(url);
  if (href.length > urlMax) {
    report.problem(path.place, `the URL of this path is longer than ${urlMax} characters`);
    return undefined;
  }
  const data = path.request_data && dataOf(path.request_data, report);
  return { url: href, headers, ...(data && { data }) };
}

/** The same URL over http, an explicit port kept as in the original. */
export function plainUrl(url: string): string {
  return url.replace(/^https:/, "http:");
}

/** Without user, password and fragment. Setting them costs as much as parsing, so it is done where one is there. */
function bare(url: URL): URL {
  if (url.username !== "") url.username = "";
  if (url.password !== "") url.password = "";
  if (url.hash !== "") url.hash = "";
  return url;
}

function authorizationOf(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  // RFC 7617 section 2.1: UTF-8
  return { Authorization: `Basic ${Buffer.from(login, "utf8").toString("base64")}` };
}

function dataOf(words: RequestWords, report: Report): RequestData | undefined {
  const value = words.data;
  if (value === undefined) return undefined;
  if (words.is_json) return { kind: "json", value };
  const fields = formFields(value);
  if (fields === undefined) {
    report.problem(words.place, "data must be a map of form fields; with is_json: true it may be any value");
    return undefined;
  }
  return { kind: "form", fields };
}

function formFields(value: Json): Record<string, string> | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const pairs = Object.entries(value);
  if (pairs.some(([, field]) => field !== null && typeof field === "object")) return undefined;
  return Object.fromEntries(pairs.map(([name, field]) => [name, field === null ? "" : String(field)]));
}
