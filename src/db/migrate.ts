import { createHash } from "node:crypto";
import postgres from "postgres";
import { ArgosError } from "../base/error.ts";
import { version as argosVersion } from "../base/version.ts";
import type { Database } from "./connect.ts";
import { codeOf } from "./connection-error.ts";
import { type Migration, migrations } from "./migrations/list.ts";
import type { Pool, Sql } from "./pool.ts";

/** What the database has and lacks, by the names of the migrations, oldest first. */
export interface SchemaStatus {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/** The advisory lock of all migrators of one database; the number only has to be Argos's own. */
const migrationLock = 4_157_201_109;
/** A step that cannot get its lock on a table gives up rather than hold back all who queue behind it. */
const stepLockTimeout = "10s";

/**
 * Brings the schema up to `known`. Each step is its own transaction, so a killed run is completed by the next; those who
 * start meanwhile wait up to a minute and find nothing to do. Throws ArgosError "schema-too-new" when a newer Argos was here.
 */
export async function migrate(
  database: Database,
  known: readonly Migration[] = migrations,
): Promise<{ readonly applied: readonly string[] }> {
  return await database.session(async (session) => {
    await takeLock(session);
    await explained("schema_migration", async () => {
      await session`
        create table if not exists schema_migration (
          version int primary key,
          name text not null,
          checksum text not null,
          applied_at timestamptz not null default now()
        )`;
    });
    const pending = pendingOf(known, await listApplied(session));
    for (const migration of pending) await explained(migration.name, () => applyStep(session, migration));
    return { applied: pending.map(({ name }) => name) };
  });
}

/** Reads what was applied and changes nothing. Throws as `migrate` does. */
export async function schemaStatus(
  database: Database,
  known: readonly Migration[] = migrations,
): Promise<SchemaStatus> {
  const applied = await database.run(async (sql) => {
    const [table] = await sql<{ present: boolean }[]>`
      select to_regclass('schema_migration') is not null as present`;
    return table?.present ? await listApplied(sql) : [];
  });
  const pending = pendingOf(known, applied);
  return { applied: applied.map(({ name }) => name), pending: pending.map(({ name }) => name) };
}

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

async function takeLock(session: Pool): Promise<void> {
  try {
    await session`select pg_advisory_lock(${migrationLock})`;
  } catch (cause) {
    if (codeOf(cause) !== "55P03") throw cause;
    throw new ArgosError("database", "another argos is migrating this database for a minute already; try again later", {
      cause,
    });
  }
}

async function listApplied(sql: Sql): Promise<readonly Applied[]> {
  return await sql<Applied[]>`
    select version, name, checksum
    from schema_migration
    order by version`;
}

function pendingOf(known: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  const newestKnown = known.at(-1)?.version ?? 0;
  const newest = applied.at(-1);
  if (newest && newest.version > newestKnown) {
    throw new ArgosError(
      "schema-too-new",
      `the database's schema is version ${newest.version} (${newest.name}), made by a newer Argos; this one (${argosVersion}) knows versions up to ${newestKnown}: run the newer Argos, or restore the backup made before the upgrade`,
    );
  }
  for (const { version, name, checksum } of applied) {
    const same = known.find((migration) => migration.version === version);
    if (same && checksumOf(same) === checksum) continue;
    throw new ArgosError(
      "database",
      `migration ${name} in the database is not the one of this Argos (${argosVersion})`,
    );
  }
  return known.filter(({ version }) => !applied.some((one) => one.version === version));
}

async function applyStep(session: Pool, migration: Migration): Promise<void> {
  await session.begin(async (tx) => {
    const [lock] = await tx<{ held: boolean }[]>`select pg_try_advisory_xact_lock(${migrationLock}) as held`;
    if (!lock?.held) throw new ArgosError("database", "the connection was lost during the migration; run it again");
    await tx`select set_config('lock_timeout', ${stepLockTimeout}, true)`;
    await tx.unsafe(migration.sql);
    await tx`
      insert into schema_migration (version, name, checksum)
      values (${migration.version}, ${migration.name}, ${checksumOf(migration)})`;
  });
}

/** What a person can do about it, by SQLSTATE (PostgreSQL manual, appendix A). */
const remedies: Readonly<Record<string, string>> = {
  "42501": "; let the user of general.db.url make tables: grant create on schema public to that user",
  "55P03": "; something else holds a lock on that table: end it, or try again later",
  "25006": "; this server only reads: give the address of the primary in general.db.url",
  "53100": "; make room on the server's disk",
};

/** What PostgreSQL refuses says in which step, and what to do about it. */
async function explained(step: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof postgres.PostgresError) || isOfConnection(cause.code)) throw cause;
    const what = `${cause.message} (SQLSTATE ${cause.code})${remedies[cause.code] ?? ""}`;
    throw new ArgosError("database", `the database stays as it was before ${step}: ${what}`, { cause });
  }
}

/** Classes 08 and 57 are about reaching the server, which its callers speak of. */
function isOfConnection(state: string): boolean {
  return state.startsWith("08") || state.startsWith("57");
}

function checksumOf(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex");
}
