import { type Severity, severityRank } from "../base/severity.ts";
import type { EventKind } from "../checks/event-kind.ts";
import {
  type Bulletin,
  type Cause,
  type Change,
  type Item,
  type ItemLinks,
  itemsMax,
  type Section,
} from "./bulletin.ts";

/** One event that a message tells of, in the order of `eventId`. */
export interface Line {
  readonly eventId: number;
  readonly incidentId: number;
  readonly kind: EventKind;
  readonly severity: Severity;
  readonly atMs: number;
  /** What the incident is about: one target, one agent. */
  readonly subject: string;
  readonly causeId: number;
  readonly domain: string;
}

/** What a message says of one incident, before its facts are known. */
export interface Story {
  readonly incidentId: number;
  readonly change: Change;
  readonly severity: Severity;
  readonly closedMs: number | undefined;
  /** The last event that is told. */
  readonly lastEventId: number;
  readonly causeId: number;
  readonly domain: string;
}

/** The stories of one cause that are told one by one, and how many more there are. */
export interface Chapter {
  readonly causeId: number;
  readonly stories: readonly Story[];
  readonly more: number;
  /** Sites that all of these are about. */
  readonly sites: number;
}

/** The facts of one incident, as the database has them. */
export type Facts = Pick<
  Item,
  | "incidentId"
  | "worstSeverity"
  | "reason"
  | "message"
  | "domain"
  | "url"
  | "labels"
  | "definedAt"
  | "checkKey"
  | "openedMs"
> & { readonly agent: string | null };

/**
 * What is left to say after a row of events: undefined when there is nothing, as after an acknowledgement. What opened and
 * ended unheard of has passed; what ended and came back, as a check that flaps, is what people think it is.
 */
export function netChange(kinds: readonly EventKind[]): Change | undefined {
  const begins = kinds.findLastIndex((kind) => kind === "opened" || kind === "reopened");
  const ends = kinds.findLastIndex((kind) => kind === "recovered" || kind === "removed");
  if (ends > begins) {
    if (kinds.includes("opened")) return "passed";
    return kinds[ends] === "removed" ? "removed" : "recovered";
  }
  if (begins >= 0 && !wasToldOpen(kinds)) return "opened";
  const news = kinds.findLast((kind) => kind === "escalated" || kind === "flapping");
  if (news === "escalated" || news === "flapping") return news;
  return kinds.includes("reminded") ? "lasting" : undefined;
}

/**
 * Whether people were told before these events that the incident is open: it ended and came back before anyone heard of the
 * end, so that what they know is still true.
 */
function wasToldOpen(kinds: readonly EventKind[]): boolean {
  return kinds.find((kind) => kind === "opened" || kind === "reopened" || kind === "recovered") === "recovered";
}

/**
 * What a message tells: the gravest cause first, in each the gravest incidents first, `most` in all and each cause with
 * at least one; those of causes beyond that count as more of the last. Empty when nothing is left to say. Of several
 * incidents of one subject only the last is told.
 */
export function outline(lines: readonly Line[], most = itemsMax): Chapter[] {
  const stories = [...latestBySubject(lines)].flatMap((one) => storyOf(one));
  const causes = [...Map.groupBy(stories.toSorted(gravestFirst), (one) => one.causeId)];
  causes.sort(([idA, [a]], [idB, [b]]) => rankOf(b) - rankOf(a) || idA - idB);
  const shown = causes.slice(0, most);
  const beyond = causes.slice(most).reduce((sum, [, rest]) => sum + rest.length, 0);
  let spare = most - shown.length;
  return shown.map(([causeId, all], at) => {
    const told = all.slice(0, 1 + spare);
    spare -= told.length - 1;
    const sites = new Set(all.map((story) => story.domain)).size;
    return { causeId, sites, stories: told, more: all.length - told.length + (at === shown.length - 1 ? beyond : 0) };
  });
}

/** What a bulletin is made of, beside its chapters. */
export interface Composition extends Pick<Bulletin, "language" | "nowMs" | "timeZone" | "home"> {
  readonly chapters: readonly Chapter[];
  readonly facts: readonly Facts[];
  readonly causes: readonly Cause[];
  readonly linksOf: (incidentId: number) => ItemLinks | undefined;
}

/** The whole bulletin. What has lost its incident or its cause meanwhile is left out; undefined when nothing is left. */
export function compose({ chapters, facts, causes, linksOf, ...frame }: Composition): Bulletin | undefined {
  const factsById = new Map(facts.map((one) => [one.incidentId, one]));
  const causeById = new Map(causes.map((one) => [one.id, one]));
  const sections = chapters.flatMap(({ causeId, stories, more, sites }): Section[] => {
    const cause = causeById.get(causeId);
    const items = stories.flatMap((story) => itemOf(story, factsById.get(story.incidentId), linksOf));
    return cause === undefined || items.length === 0 ? [] : [{ cause, items, more, sites }];
  });
  const { language, nowMs, timeZone, home } = frame;
  return sections.length === 0 ? undefined : { language, nowMs, timeZone, sections, home };
}

function itemOf(story: Story, facts: Facts | undefined, linksOf: Composition["linksOf"]): Item[] {
  if (facts === undefined) return [];
  const { incidentId, change, severity, closedMs } = story;
  return [
    { ...facts, incidentId, change, severity, closedMs, agent: facts.agent ?? undefined, links: linksOf(incidentId) },
  ];
}

/** The lines of each incident that is the last of its subject. */
function latestBySubject(lines: readonly Line[]): Iterable<readonly Line[]> {
  const incidents = [...Map.groupBy(lines, (line) => line.incidentId).values()];
  incidents.sort(([a], [b]) => (a?.incidentId ?? 0) - (b?.incidentId ?? 0));
  return new Map(incidents.map((one) => [one[0]?.subject, one])).values();
}

function storyOf(lines: readonly Line[]): Story[] {
  const change = netChange(lines.map((line) => line.kind));
  const last = lines.at(-1);
  if (change === undefined || last === undefined) return [];
  const end = lines.findLast((line) => line.kind === "recovered" || line.kind === "removed");
  const isOver = change === "passed" || change === "recovered" || change === "removed";
  const { incidentId, causeId, domain, eventId: lastEventId } = last;
  return [
    {
      incidentId,
      change,
      severity: isOver ? "ok" : last.severity,
      closedMs: isOver ? end?.atMs : undefined,
      lastEventId,
      causeId,
      domain,
    },
  ];
}

function gravestFirst(a: Story, b: Story): number {
  return (
    rankOf(b) - rankOf(a) || (a.domain < b.domain ? -1 : Number(a.domain > b.domain)) || a.incidentId - b.incidentId
  );
}

function rankOf(story: Story | undefined): number {
  return story === undefined ? 0 : severityRank(story.severity);
}
