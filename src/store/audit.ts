import { cleanText } from "../base/clean-text.ts";
import type { Sql } from "../db/pool.ts";

/** Characters kept of each text. */
const charactersMax = 500;

/** Something that somebody did. No secret stands in any of it. */
export interface Deed {
  /** Who: `user:alice`, `token:deploy`, `cli:root@host`, `nobody`. */
  readonly actor: string;
  /** Where it came from; undefined where there is no network. */
  readonly address: string | undefined;
  /** What, such as `login` or `token.create`. */
  readonly action: string;
  /** To what, such as `user:alice` or `incident:12`. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A deed as it is kept. */
export interface AuditRow {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly address: string | null;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes down a deed, for ever: call it in the transaction that does it. */
export async function recordAudit(sql: Sql, deed: Deed): Promise<void> {
  await sql`
    insert into audit (actor, address, action, subject, detail)
    values (
      ${clean(deed.actor)}, ${deed.address ?? null}, ${deed.action}, ${clean(deed.subject)},
      ${JSON.stringify(deed.detail ?? {}, cleanStrings)}::text::jsonb
    )`;
}

function clean(text: string): string {
  return cleanText(text, charactersMax);
}

function cleanStrings(_name: string, value: unknown): unknown {
  return typeof value === "string" ? clean(value) : value;
}

/** One page of deeds, the newest first; `beforeId` ends the page before. */
export async function listAudit(
  sql: Sql,
  page: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<AuditRow[]> {
  return await sql<AuditRow[]>`
    select id, at, actor, address, action, subject, detail
    from audit
    ${page.beforeId === undefined ? sql`` : sql`where id < ${page.beforeId}::bigint`}
    order by id desc
    limit ${page.limit}`;
}

/** Forgets deeds older than `ageMs`, the oldest first, at most `rowsMax`; returns how many. */
export async function deleteOldAudit(
  sql: Sql,
  { ageMs, rowsMax }: { readonly ageMs: number; readonly rowsMax: number },
): Promise<number> {
  const deleted = await sql`
    delete from audit
    where id in (
      select id
      from audit
      where at < now() - make_interval(secs => ${ageMs / 1000})
      order by at
      limit ${rowsMax}
    )`;
  return deleted.count;
}
