import { shownUrl } from "../../base/secrets/shown-url.ts";
import type { Json } from "../check.ts";
import { json, list, mapOf } from "../kinds/collection-kinds.ts";
import { checked, isFromVariable, type Kind, placed } from "../kinds/kind.ts";
import { boolean, integer, oneOf, text } from "../kinds/scalar-kinds.ts";
import { defaulted, optional, required, type Section, section } from "../kinds/section.ts";
import { filledText, webUrl } from "../kinds/text-kinds.ts";
import { methods } from "../site.ts";
import { telling } from "./alert-words.ts";
import { check } from "./check-words.ts";
import { frequency, recheckDelay, timeout } from "./limits.ts";

const redirectsMax = 5;
const redirectCount = integer({ min: 0, max: redirectsMax });

/** `true` for five, `false` for none, or how many. */
export const followRedirects: Kind<number> = {
  words: "true, false, or how many (0 to 5)",
  schema: { anyOf: [boolean.schema, redirectCount.schema] },
  parse(node, report) {
    if (node.kind === "scalar" && /^\d+$/.test(node.text)) return redirectCount.parse(node, report);
    const follows = boolean.parse(node, report);
    return follows === undefined ? undefined : follows ? redirectsMax : 0;
  },
};

/** Scheme, host and port; a path belongs into `paths`. */
export const domain: Kind<URL> = checked(webUrl, (url, written, node) => {
  if (url.pathname === "/" && url.search === "" && url.hash === "") return undefined;
  if (isFromVariable(node)) return `${written()} is more than a domain: the rest belongs under paths`;
  const path = shownUrl(`${url.pathname}${url.search}`);
  return `${written()} is more than a domain: write "domain: ${url.protocol}//${url.host}" and under paths "path: ${path}"`;
});

/** What is sent may be a password or a token whatever its name is. */
const requestBody: Kind<Json> = { ...json, isSecret: true, schema: { writeOnly: true } };
const headerValue: Kind<string> = { ...text, isSecret: true, schema: { ...text.schema, writeOnly: true } };

const requestData = section({
  data: optional(requestBody, "Fields of a form, or with is_json any value, sent as the body."),
  is_json: defaulted(boolean, false, { written: "false", doc: "Send data as JSON instead of as a form." }),
  headers: optional(mapOf(headerValue), "Headers to send, such as Authorization."),
});

/** What websites, profiles and paths may all say. */
const schedule = {
  timeout: optional(timeout, "How long one exchange may take; otherwise that of general."),
  follow_redirects: optional(followRedirects, "How many redirects to follow before the answer is judged."),
};

const checks = list(check, { max: 200 });

const path = section({
  path: required(placed(filledText), "Joined to the domain like a link; may hold a query, or be a whole URL."),
  method: defaulted(oneOf(methods), "GET", { written: "GET", doc: "The method of the request." }),
  request_data: optional(requestData, "What is sent with the request."),
  ...schedule,
  checks: required(checks, 'What the answer must be; each check with its own "- ".'),
});

/** What a profile may say, and any website for itself. */
const shared = {
  ipv4: optional(boolean, "Probe over IPv4; with neither ipv4 nor ipv6 anywhere, one probe over whichever works."),
  ipv6: optional(boolean, "Probe over IPv6."),
  frequency: optional(frequency, "How often to check; otherwise that of general."),
  recheck_delay: optional(recheckDelay, "How soon to check once more after a result that is not ok."),
  retry_before_notification: optional(
    integer({ min: 0, max: 1000 }),
    "Failures to see beyond the first before anyone is told.",
  ),
  labels: optional(mapOf(text), "Names and values of your own, shown and searchable."),
  ...telling,
  ...schedule,
  checks: optional(checks, 'Checks of the path "/".'),
  paths: optional(list(path), "The paths to ask and what to check on each."),
};

/** One entry of `profiles`: what several websites share. */
export const profile = section(shared);

/** One entry of `websites`. */
export const website = section({
  domain: optional(placed(domain), "Scheme, host and port of the site."),
  domains: optional(list(placed(domain), { min: 1 }), "Several sites with the same rest, instead of domain."),
  profile: optional(placed(filledText), "The name of an entry of profiles; what the website says itself comes first."),
  canary: defaulted(boolean, false, {
    written: "false",
    doc: "A website that is surely up: agents ask it when they doubt themselves, and notifications.heartbeat follows it.",
  }),
  ...shared,
});

/** `websites`, as it stands in the main file and in included ones. */
export const websites = list(website);

/** `profiles` by name. */
export const profiles = mapOf(profile, (name) => (name.trim() === "" ? "a profile needs a name" : undefined));

export type PathWords = Section<typeof path.fields>;
export type ProfileWords = Section<typeof profile.fields>;
export type WebsiteWords = Section<typeof website.fields>;
export type RequestWords = Section<typeof requestData.fields>;
