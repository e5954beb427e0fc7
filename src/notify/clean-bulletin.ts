import { cleanText } from "../base/clean-text.ts";
import { shownUrl } from "../base/secrets/shown-url.ts";
import type { Bulletin, Item, ItemLinks, Section } from "./bulletin.ts";

/** Characters that are kept of each text. */
const limits = { name: 200, url: 2000, message: 500, place: 300, labelName: 100, labels: 32 } as const;

/**
 * A bulletin each of whose texts is one short line without control and bidi characters, and whose URLs of sites carry no
 * secrets. What is stored is clean already; a message goes to so many kinds of programs that it is not trusted here.
 */
export function cleanBulletin(bulletin: Bulletin): Bulletin {
  return { ...bulletin, sections: bulletin.sections.map(cleanSection) };
}

function cleanSection(section: Section): Section {
  const { cause, items } = section;
  return { ...section, cause: { ...cause, value: cleanText(cause.value, limits.name) }, items: items.map(cleanItem) };
}

function cleanItem(item: Item): Item {
  return {
    ...item,
    message: cleanText(item.message, limits.message),
    domain: cleanText(shownUrl(item.domain), limits.name),
    url: cleanText(shownUrl(item.url), limits.url),
    checkKey: cleanText(item.checkKey, limits.name),
    definedAt: cleanText(item.definedAt, limits.place),
    labels: cleanLabels(item.labels),
    agent: item.agent === undefined ? undefined : cleanText(item.agent, limits.name),
    links: item.links && cleanLinks(item.links),
  };
}

function cleanLabels(labels: Item["labels"]): Item["labels"] {
  const kept = Object.entries(labels).slice(0, limits.labels);
  return Object.fromEntries(
    kept.map(([name, value]) => [cleanText(name, limits.labelName), cleanText(value, limits.name)]),
  );
}

function cleanLinks({ incident, acknowledge, silence }: ItemLinks): ItemLinks {
  const clean = (url: string | undefined) => (url === undefined ? undefined : cleanText(url, limits.url));
  return { incident: cleanText(incident, limits.url), acknowledge: clean(acknowledge), silence: clean(silence) };
}
