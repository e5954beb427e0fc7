import { cleanText } from "../base/clean-text.ts";
import { type Severity, worst } from "../base/severity.ts";
import type { Change, Item, Section } from "./bulletin.ts";
import type { Voice } from "./voice.ts";
import type { Turn, Unit } from "./words/words.ts";

/** Characters of a name in a headline, so that what follows it is still seen. */
const nameCharactersMax = 80;

/** Whether an incident with this change has ended. */
export function isOver(change: Change): boolean {
  return change === "recovered" || change === "passed" || change === "removed";
}

/** What a section says in one line: how grave, what and how much, why, since when or for how long. */
export function headlineOf(section: Section, voice: Voice): string {
  const name = nameOf(section, voice);
  return headline({ section, what: name ?? shared(section, voice), since: name === undefined }, voice);
}

/** What one incident says in one line. `what` names it. */
export function itemHeadline(section: Section, item: Item, voice: Voice): string {
  const what = cleanText(nameOf({ ...section, items: [item], more: 0 }, voice) ?? "", nameCharactersMax);
  return headline({ section: { ...section, items: [item], more: 0 }, what, since: false }, voice);
}

/** The gravest that a section tells of; "ok" where all of it is over. */
export function severityTold({ items }: Section): Severity {
  const failing = items.filter(({ change }) => !isOver(change)).map(severityNow);
  return failing.length === 0 ? "ok" : worst(failing);
}

/** Why, in words. */
export function reasonWords({ cause, items }: Section, { words }: Voice): string {
  if (cause.kind === "agents" && items.every(({ domain }) => domain === "")) return words.noAgent;
  const [reason = cause.reason, ...others] = new Set(items.map((item) => item.reason));
  return words.reasons[others.length === 0 ? reason : cause.reason];
}

/** A site without its scheme. */
export function siteName(domain: string): string {
  return domain.replace(/^https?:\/\//, "");
}

interface Heading {
  readonly section: Section;
  readonly what: string;
  readonly since: boolean;
}

function headline({ section, what, since }: Heading, voice: Voice): string {
  const { cause, items, more } = section;
  const failing = items.filter(({ change }) => !isOver(change));
  const meant = failing.length > 0 ? failing : items;
  const openedMs = more > 0 ? cause.openedMs : Math.min(...meant.map((item) => item.openedMs));
  const endMs = failing.length > 0 ? voice.nowMs : Math.max(...items.map((item) => item.closedMs ?? voice.nowMs));
  const gravest = failing.length > 0 ? severityTold(section) : worst(items.map((item) => item.worstSeverity));
  return voice.words.heads[turnOf(meant)]({
    severity: voice.words.severities[gravest],
    what,
    reason: reasonWords({ ...section, items: meant }, voice),
    since: since ? voice.clock(openedMs) : undefined,
    lasted: voice.words.duration(lastedMs(openedMs, endMs)),
  });
}

/** At least a second: nobody wants to read of milliseconds. */
export function lastedMs(openedMs: number, endMs: number): number {
  return Math.max(1000, endMs - openedMs);
}

/** A flapping incident counts as what it was at its worst, since it may be ok at this moment. */
function severityNow({ change, severity, worstSeverity }: Item): Severity {
  return change === "flapping" ? worstSeverity : severity;
}

function turnOf(items: readonly Item[]): Turn {
  const [first = "opened", ...others] = new Set(items.map(({ change }) => change));
  if (others.length === 0) return first;
  return isOver(first) ? "over" : "opened";
}

/** The one site or agent that a section is about; undefined for several sites. */
function nameOf({ cause, items, more }: Section, { words }: Voice): string | undefined {
  const domains = [...new Set(items.map(({ domain }) => domain))];
  if (cause.kind === "agents") {
    const names = domains.filter((name) => name !== "").join(", ");
    return names === "" ? words.agents : words.agent(cleanText(names, nameCharactersMax));
  }
  const [domain = "", ...others] = domains;
  return more === 0 && others.length === 0 ? cleanText(siteName(domain), nameCharactersMax) : undefined;
}

function shared(section: Section, { words }: Voice): string {
  const { cause } = section;
  const counted = countWords(section, words);
  const value = cleanText(cause.value, nameCharactersMax);
  const what = value === "" ? counted : words.sharing[cause.kind](counted, value);
  return mayBeOver(section) ? words.someOver(what) : what;
}

function countWords({ items, more, sites }: Section, words: Voice["words"]): string {
  const unit: Unit = more > 0 && sites === undefined ? "targets" : "sites";
  const count = (some: readonly Item[]) => (unit === "sites" ? sitesOf(some) : some.length);
  const all = more === 0 ? count(items) : (sites ?? items.length + more);
  const failing = items.filter(({ change }) => !isOver(change));
  const isMixed = failing.length > 0 && failing.length < items.length;
  return isMixed ? words.someOf(count(failing), all, unit) : words.count(all, unit);
}

/** All that are listed fail, but what is not listed may be over: fewer last than the message is about. */
function mayBeOver({ cause, items, more }: Section): boolean {
  return more > 0 && items.every(({ change }) => !isOver(change)) && cause.openIncidents < items.length + more;
}

function sitesOf(items: readonly Item[]): number {
  return new Set(items.map(({ domain }) => domain)).size;
}
