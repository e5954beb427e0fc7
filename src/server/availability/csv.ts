import { canonicalDomain } from "../../base/canonical-domain.ts";
import { shownUrl } from "../../base/secrets/shown-url.ts";
import { availabilityOf, emptyAccount, leastAvailable, upSeconds, writtenShare } from "../../checks/account.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { type DaySum, sumDays } from "../../store/rollups.ts";
import { listSitesAfter, listTargetsOfSites } from "../../store/site-targets.ts";
import { type CsvColumn, type CsvWanted, csvColumns } from "./csv-wanted.ts";

/** Sites that are looked at at once. */
const sitesMax = 250;

/** A piece of the file, and where the next begins; undefined after the last site. */
interface Piece {
  readonly text: string;
  readonly afterDomain: string | undefined;
}

/**
 * The availability of sites as CSV (RFC 4180), a piece after the other as they are taken: memory does not grow with the
 * number of sites. The first piece is read before this resolves, so a database that does not answer is told of in time.
 */
export async function availabilityCsv(db: Database, wanted: CsvWanted): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const first = await readPiece(db, wanted, "");
  let next: Piece | undefined = { ...first, text: csvLine(csvColumns) + first.text };
  return new ReadableStream({
    async pull(controller) {
      while (next !== undefined) {
        const { text, afterDomain } = next;
        if (text !== "") controller.enqueue(encoder.encode(text));
        next = undefined;
        if (afterDomain === undefined) break;
        next = await readPiece(db, wanted, afterDomain);
        if (text !== "") return;
      }
      controller.close();
    },
    cancel() {
      next = undefined;
    },
  });
}

async function readPiece(db: Database, wanted: CsvWanted, afterDomain: string): Promise<Piece> {
  return await db.run(async (sql) => {
    const sites = await listSitesAfter(sql, { afterDomain, limit: sitesMax });
    const asked = sites.filter((site) => isWanted(site, wanted));
    const lines = asked.length === 0 ? [] : await linesOf(sql, asked, wanted);
    return { text: lines.join(""), afterDomain: sites.length < sitesMax ? undefined : sites.at(-1)?.domain };
  });
}

interface CsvSite {
  readonly id: number;
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
}

function isWanted({ domain, labels }: CsvSite, { search, label }: CsvWanted): boolean {
  if (!domain.includes(canonicalDomain(search))) return false;
  return label === undefined || (Object.hasOwn(labels, label.name) && labels[label.name] === label.value);
}

async function linesOf(sql: Sql, sites: readonly CsvSite[], wanted: CsvWanted): Promise<string[]> {
  const targets = await listTargetsOfSites(
    sql,
    sites.map((one) => one.id),
  );
  const sums = await sumDays(
    sql,
    targets.map((one) => one.targetId),
    [wanted],
  );
  const sumOf = new Map(sums.map((one) => [one.targetId, one]));
  const targetsOf = Map.groupBy(targets, (one) => one.siteId);
  return sites.map((site) => {
    const owners = (targetsOf.get(site.id) ?? []).flatMap(({ targetId }) => {
      const sum = sumOf.get(targetId);
      return sum === undefined ? [] : [{ account: sum }];
    });
    return siteLine(site, leastAvailable(owners)?.account);
  });
}

function siteLine({ domain, labels }: CsvSite, sum: DaySum | undefined): string {
  const account = sum ?? emptyAccount;
  const availability = availabilityOf(account);
  const share = availability === null ? undefined : writtenShare(availability);
  const cells: Readonly<Record<CsvColumn, string>> = {
    domain: shownUrl(domain),
    labels: Object.entries(labels)
      .map(([name, value]) => `${name}:${value}`)
      .join(" "),
    availability_percent: share === undefined ? "" : share.percent.toFixed(share.digits),
    up_seconds: String(upSeconds(account)),
    down_seconds: String(account.critical),
    unknown_seconds: String(account.unknown),
    maintenance_seconds: String(account.maintenance),
    days: String(sum?.days ?? 0),
  };
  return csvLine(csvColumns.map((column) => cells[column]));
}

/** One record, with its line break. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * A cell that no spreadsheet takes for a formula: one that begins with `=`, `+`, `-`, `@`, a tab or a line break, of
 * ordinary or of full width, begins with an apostrophe instead.
 */
export function csvCell(text: string): string {
  const safe = /^[\s\p{Cf}]*[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
