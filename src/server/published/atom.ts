import { h, type VNode } from "preact";
import { renderXml } from "./render-xml.ts";

/** An entry of a feed. */
export interface AtomEntry {
  /** An absolute IRI that never changes. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly published: Date;
  readonly updated: Date;
  readonly href: string;
  readonly category: string;
}

export interface AtomFeed {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly author: string;
  readonly selfHref: string;
  readonly href: string;
  /** For a feed without entries. */
  readonly updated: Date;
  readonly entries: readonly AtomEntry[];
}

/** The type of a feed's document. */
export const atomType = "application/atom+xml; charset=utf-8";

/** A feed as a document (RFC 4287). */
export function atomDocument(feed: AtomFeed): string {
  const { entries } = feed;
  const newestMs = Math.max(...entries.map((one) => one.updated.getTime()));
  const updated = entries.length === 0 ? feed.updated : new Date(newestMs);
  const root = h(
    "feed",
    { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": feed.language },
    text("id", feed.id),
    text("title", feed.title),
    text("updated", updated.toISOString()),
    h("author", null, text("name", feed.author)),
    link("self", feed.selfHref, "application/atom+xml"),
    link("alternate", feed.href, "text/html"),
    entries.map(entryElement),
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n${renderXml(root)}\n`;
}

function entryElement(entry: AtomEntry): VNode {
  return h(
    "entry",
    null,
    text("id", entry.id),
    text("title", entry.title),
    text("updated", entry.updated.toISOString()),
    text("published", entry.published.toISOString()),
    link("alternate", entry.href, "text/html"),
    h("category", { term: entry.category }),
    text("summary", entry.text),
  );
}

function text(name: string, content: string): VNode {
  return h(name, null, content);
}

function link(rel: string, href: string, type: string) {
  return h("link", { rel, type, href: href });
}
