import { Elysia } from "elysia";
import { type FeedIncident, listFeedIncidents } from "../../store/published-incidents.ts";
import type { ServerDeps } from "../deps.ts";
import { atomDocument, atomType } from "../published/atom.ts";
import { homeOf } from "../published/home.ts";
import { followPublicIds, type PublicId } from "../published/public-ids.ts";
import { publishedHeaders } from "../published/published-headers.ts";
import { publicName } from "../published/read-status.ts";
import { viewIn } from "./language.ts";
import type { View, Views } from "./view.ts";

/** Entries of a feed at most. */
const entriesMax = 50;

/** Names of what is in this feed, which is for who may read everything. */
const scope = "incidents";

/** The feed of incidents, for who may read. */
export function feedPages(deps: Pick<ServerDeps, "db" | "server" | "notifications">, views: Views) {
  const publicIds = followPublicIds(deps.db);
  return new Elysia({ normalize: false, detail: { hide: true } }).get("/feeds/incidents.atom", async ({ request }) => {
    const query = new URL(request.url).searchParams;
    const view = viewIn(query.get("lang") ?? undefined, views(request), deps.notifications().timeZone);
    const label = labelOf(query.get("label"));
    const rows = await deps.db.run((sql) => listFeedIncidents(sql, { label, limit: entriesMax }));
    const feed = { rows, view, home: homeOf(deps.server()), publicId: await publicIds(), query: query.toString() };
    return new Response(feedDocument(feed), { headers: publishedHeaders(atomType, "private") });
  });
}

/** `name:value`; the name ends at the first colon. Undefined for every incident. */
function labelOf(text: string | null): { readonly name: string; readonly value: string } | undefined {
  if (text === null || text === "") return undefined;
  const colon = text.indexOf(":");
  return { name: text.slice(0, Math.max(0, colon)), value: text.slice(colon + 1) };
}

interface Feed {
  readonly rows: readonly FeedIncident[];
  readonly view: View;
  /** Before the paths of this installation; empty when nobody knows it. */
  readonly home: string;
  readonly publicId: PublicId;
  readonly query: string;
}

function feedDocument({ rows, view, home, publicId, query }: Feed): string {
  const { words, links, now } = view;
  return atomDocument({
    id: `urn:uuid:${publicId(scope, `feed ${query}`)}`,
    title: words.published.feedOf(words.name),
    language: words.language,
    author: words.name,
    selfHref: home + links.feed(query),
    href: home + links.incidents(),
    updated: now,
    entries: rows.map((row) => ({
      id: `urn:uuid:${publicId(scope, String(row.id))}`,
      title: titleOf(row, view),
      text: textOf(row, view),
      published: row.openedAt,
      updated: row.updatedAt,
      href: home + links.incident(row.id),
      category: row.worstSeverity,
    })),
  });
}

function titleOf(row: FeedIncident, { words }: View): string {
  const { severities, incidents, reasons } = words;
  const { about, domain, severity, worstSeverity, closedAt, reason } = row;
  const what = about === "target" ? publicName(domain) : about === "agent" ? incidents.agent(domain) : incidents.agents;
  const state = closedAt === null ? severities[severity] : `${severities.ok} (${severities[worstSeverity]})`;
  return `${state}: ${what}: ${reasons[reason]}`;
}

function textOf({ message, openedAt, closedAt }: FeedIncident, { times, words }: View): string {
  const { since, over } = words.published;
  const when = closedAt === null ? since(times.second(openedAt)) : over(times.second(closedAt));
  return message === "" ? when : `${message}. ${when}`;
}
