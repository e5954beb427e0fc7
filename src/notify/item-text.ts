import { cleanText } from "../base/clean-text.ts";
import type { Item, Section } from "./bulletin.ts";
import { isOver, itemHeadline, lastedMs, reasonWords } from "./headline.ts";
import type { Voice } from "./voice.ts";

/** Everything about one incident, a fact a line. Each stands after its label: a site's text cannot pass for ours. */
export function itemFacts(section: Section, item: Item, voice: Voice): string[] {
  const { labels } = voice.words;
  return [
    labels.reason + reasonWords({ ...section, items: [item] }, voice),
    ...fact(labels.found, item.message),
    ...fact(labels.url, item.url),
    ...fact(labels.check, item.checkKey),
    ...times(item, voice),
    ...fact(labels.agent, item.agent),
    ...fact(labels.definedAt, item.definedAt),
    ...links(item, voice),
  ];
}

/** One incident in a long list: what a person needs to choose the one to look at. */
export function itemEntry(section: Section, item: Item, voice: Voice): string[] {
  const { labels } = voice.words;
  const where = [
    ...fact(labels.since, voice.clock(item.openedMs)),
    ...fact(labels.agent, item.agent),
    ...fact(labels.definedAt, item.definedAt),
  ];
  return [
    `- ${itemHeadline(section, item, voice)}`,
    ...fact(`  ${labels.url}`, cleanText(item.url, 200)),
    `  ${where.join("; ")}`,
    ...fact(`  ${labels.found}`, cleanText(item.message, 160)),
    ...fact(`  ${labels.incident}`, item.links?.incident),
  ];
}

/** There is nothing to acknowledge or silence in what is over. */
function links({ change, links: all }: Item, { words: { labels } }: Voice): string[] {
  const incident = fact(labels.incident, all?.incident);
  if (isOver(change)) return incident;
  return [...incident, ...fact(labels.acknowledge, all?.acknowledge), ...fact(labels.silence, all?.silence)];
}

function times(item: Item, { nowMs, words, instant }: Voice): string[] {
  const { labels } = words;
  const since = labels.since + instant(item.openedMs);
  if (!isOver(item.change)) {
    const ageMs = nowMs - item.openedMs;
    return [`${since}, ${ageMs < 1000 ? words.justNow : words.ago(words.duration(ageMs))}`];
  }
  const { closedMs } = item;
  if (closedMs === undefined) return [since];
  return [
    since,
    `${labels.until}${instant(closedMs)}, ${words.after(words.duration(lastedMs(item.openedMs, closedMs)))}`,
  ];
}

function fact(label: string, value: string | undefined): string[] {
  return value === undefined || value === "" ? [] : [label + value];
}
