import { cleanText } from "../base/clean-text.ts";
import { worst } from "../base/severity.ts";
import { type Bulletin, itemsMax, type Section } from "./bulletin.ts";
import { cleanBulletin } from "./clean-bulletin.ts";
import type { Letter } from "./delivery.ts";
import { headlineOf, itemHeadline, reasonWords, severityTold } from "./headline.ts";
import { itemEntry, itemFacts } from "./item-text.ts";
import { type Voice, voiceOf } from "./voice.ts";

/** UTF-16 units of a title. */
export const titleLengthMax = 200;

/** A cause with so many incidents tells everything about each; one with more is a list. */
const detailedMax = 3;

/** Causes of which a message tells; the rest is counted. */
const causesMax = 20;

/** The words of a bulletin, in its language and zone: plain text, whose every line is ours or stands after a label. */
export function letterOf(raw: Bulletin): Letter {
  const bulletin = cleanBulletin(raw);
  const voice = voiceOf(bulletin);
  return {
    title: titleOf(bulletin, voice),
    text: textOf(bulletin, voice),
    severity: worst(bulletin.sections.map(severityTold)),
    clickUrl: clickUrlOf(bulletin),
  };
}

/** A title cut to what every channel takes. */
export function cutTitle(title: string): string {
  const cut = cleanText(title, titleLengthMax);
  // A character may be two units.
  return cut.length <= titleLengthMax ? cut : cleanText(title, titleLengthMax / 2);
}

function titleOf({ sections }: Bulletin, voice: Voice): string {
  const [first] = sections;
  if (first === undefined) return "";
  const others = sections.length - 1;
  const rest = others === 0 ? "" : `, ${voice.words.moreCauses(others)}`;
  return cutTitle(cleanText(headlineOf(first, voice), titleLengthMax - rest.length) + rest);
}

function clickUrlOf({ sections, home }: Bulletin): string | undefined {
  const [only, ...others] = sections.flatMap(({ items }) => items);
  const isOne = others.length === 0 && sections.every(({ more }) => more === 0);
  return (isOne ? only?.links?.incident : undefined) ?? home;
}

function textOf({ sections, home }: Bulletin, voice: Voice): string {
  const { words } = voice;
  const blocks: string[][] = [];
  let listed = 0;
  for (const section of sections.slice(0, causesMax)) {
    const items = section.items.slice(0, itemsMax - listed);
    const cut = { ...section, items, more: section.more + section.items.length - items.length };
    listed += items.length;
    const [first = [], ...others] = sectionBlocks(section, cut, voice);
    blocks.push(sections.length > 1 ? [headlineOf(section, voice), ...first] : first, ...others);
  }
  if (sections.length > causesMax) blocks.push([words.moreCauses(sections.length - causesMax)]);
  if (home !== undefined) blocks.push([words.labels.home + home]);
  return blocks.map((lines) => lines.join("\n")).join("\n\n");
}

/** `whole` is the section as it came, `cut` what of it is listed. */
function sectionBlocks(whole: Section, cut: Section, voice: Voice): string[][] {
  const { items, more } = cut;
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0 && more === 0) return [itemFacts(cut, only, voice)];
  const facts = commonFacts(whole, voice);
  if (more === 0 && items.length <= detailedMax) {
    return [facts, ...items.map((item) => [itemHeadline(cut, item, voice), ...itemFacts(cut, item, voice)])];
  }
  const rest = more === 0 ? [] : [voice.words.more(more)];
  return [facts, [...items.flatMap((item) => itemEntry(cut, item, voice)), ...rest]];
}

function commonFacts(section: Section, voice: Voice): string[] {
  const { cause, items, more } = section;
  const { words } = voice;
  const facts = [words.labels.reason + reasonWords(section, voice), words.labels.since + voice.instant(cause.openedMs)];
  return cause.incidents > items.length + more ? [...facts, words.cause(cause.incidents, cause.openIncidents)] : facts;
}
