import { severities } from "../../base/severity.ts";
import type { Placed, Report } from "../kinds/kind.ts";
import type { Route, Told } from "../notifications.ts";
import type { SiteMatch } from "../silence.ts";
import { didYouMean } from "../suggestion.ts";
import type { GeneralAlertWords, TellingWords } from "../words/alert-words.ts";
import type { Directory } from "./directory.ts";

/** Gives the ids of recipients that a list of `alerts` names, each once. */
export type ReadAlerts = (list: readonly Placed<string>[]) => readonly string[];

/** Reads lists of `alerts`. One list may stand for thousands of websites, by a profile: each is read once. */
export function createAlertReader(directory: Directory, report: Report): ReadAlerts {
  const read = new Map<readonly Placed<string>[], readonly string[]>();
  return (list) => {
    const known = read.get(list);
    if (known !== undefined) return known;
    const ids = [...new Set(list.flatMap((word) => idsOf(word, directory, report)))];
    read.set(list, ids);
    return ids;
  };
}

/** Who is told where nothing else says: everybody but contacts when the file is silent, only the log for a list left out. */
export function generalTold(words: GeneralAlertWords, directory: Directory, readAlerts: ReadAlerts): Told {
  const { ok, warning, critical, unknown, no_agent: noAgent } = words;
  const lists = { ok, warning, critical, unknown, noAgent };
  const isSilent = Object.values(lists).every((list) => list === undefined);
  const absent = isSilent ? directory.everybody : ["local"];
  const ids = (list: readonly Placed<string>[] | undefined) => (list === undefined ? absent : readAlerts(list));
  return {
    ok: ids(ok),
    warning: ids(warning),
    critical: ids(critical),
    unknown: ids(unknown),
    noAgent: ids(noAgent),
  };
}

/** The route that some entries make together, the weightiest first. */
export function routeOf(match: SiteMatch, entries: readonly TellingWords[], readAlerts: ReadAlerts): Route {
  const told = severities.flatMap((severity) => {
    const list = entries.find(({ alerts }) => alerts?.[severity] !== undefined)?.alerts?.[severity];
    return list === undefined ? [] : [[severity, readAlerts(list)] as const];
  });
  const remindMs = entries.find((entry) => entry.remind_every !== undefined)?.remind_every;
  return { match, told: Object.fromEntries(told), remindMs };
}

function idsOf({ value, place, written }: Placed<string>, directory: Directory, report: Report): readonly string[] {
  const ids = directory.channels.get(value);
  if (ids !== undefined) return ids;
  const missing = Object.hasOwn(sections, value) ? sections[value] : undefined;
  report.problem(place, missing === undefined ? unknownWord(value, written, directory) : notSetUp(value, missing));
  return [];
}

/** What must be there for a word to mean something. */
const sections: Readonly<Record<string, string>> = {
  mail: "general.mail.addresses",
  gotify: "general.gotify",
  ntfy: "general.ntfy",
  webhook: "general.webhooks",
};

function notSetUp(word: string, missing: string): string {
  return `the channel "${word}" is not set up: ${missing} is missing`;
}

function unknownWord(word: string, written: string, { channels }: Directory): string {
  const names = [...new Set([...channels.keys(), ...Object.keys(sections)])];
  const hint = didYouMean(word, names) || ` (channels: local, ${Object.keys(sections).join(", ")}, ${named})`;
  if (word.startsWith("apprise:")) return `no such group in general.apprise: ${written}${hint}`;
  if (word.startsWith("contact:")) return `no such contact: ${written}${hint}`;
  return `unknown channel ${written}${hint}`;
}

const named = "apprise:<group>, contact:<name>";
