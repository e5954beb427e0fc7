import { beforeEach, describe, expect, test } from "bun:test";
import { silencedUntil } from "../../src/checks/silence.ts";
import { beginSilence, cutSilence, endMaintenance, prolongSilence } from "../../src/server/silences/keep.ts";
import { deleteHistory } from "../../src/store/history.ts";
import {
  activeSilencesMax,
  endSilence,
  insertSilence,
  listActiveSilences,
  listSilences,
  listSilencesThat,
} from "../../src/store/silences.ts";
import { aNewSilence } from "../builders/silence-order.ts";
import { databaseNowMs, testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";

const { database } = await testDatabase({ time: "slow" });
const hourMs = 3_600_000;

beforeEach(async () => {
  await emptyTables(database, "silence");
});

const begin = (overrides: Parameters<typeof aNewSilence>[0] = {}) => beginSilence(database, aNewSilence(overrides));
const active = () => database.run(listActiveSilences);
const end = (id: number, by = "api") => database.run((sql) => endSilence(sql, { id, by }));
/** Moves every silence into the past, as time would. */
const age = (ms: number) =>
  database.run(
    (sql) => sql`
      update silence
      set starts_at = starts_at - make_interval(secs => ${ms / 1000}), ends_at = ends_at - make_interval(secs => ${ms / 1000})`,
  );

test("a silence begins now by the database's clock, and what is listed tells until when it holds", async () => {
  const beforeMs = await databaseNowMs(database);
  const made = await begin();
  const afterMs = await databaseNowMs(database);
  expect(made).toMatchObject({ kind: "silence", comment: "a new disk", createdBy: "cli:ada@server", endedBy: null });
  const [listed] = await active();
  expect(listed).toEqual(made);
  expect(listed?.window.fromMs).toBeWithin(beforeMs, afterMs + 1);
  expect(listed?.window.untilMs).toBe((listed?.window.fromMs ?? 0) + hourMs);
  const site = { domain: "https://example.org", labels: {} };
  expect(silencedUntil(await active(), site, afterMs)).toBe(listed?.window.untilMs);
  expect(silencedUntil(await active(), { ...site, domain: "https://other.test" }, afterMs)).toBeUndefined();
});

test("one that is over is not active, and is still in the list", async () => {
  await begin();
  await age(hourMs);
  expect(await active()).toEqual([]);
  const listed = await database.run((sql) => listSilences(sql, { activeOnly: false, limit: 10 }));
  expect(listed).toHaveLength(1);
});

describe("ending", () => {
  test("ends now and says who did it", async () => {
    const made = await begin();
    const ended = await end(made?.id ?? 0, "cli:bob@server");
    expect(ended?.endedBy).toBe("cli:bob@server");
    expect(ended?.window.untilMs).toBeLessThan((made?.window.untilMs ?? 0) - 1000);
    expect(await active()).toEqual([]);
  });

  test("twice is once", async () => {
    const made = await begin();
    const first = await end(made?.id ?? 0, "first");
    expect(await end(made?.id ?? 0, "second")).toEqual(first);
  });

  test("one that ended by itself stays as it was", async () => {
    const made = await begin();
    await age(2 * hourMs);
    expect(await end(made?.id ?? 0)).toMatchObject({ endedBy: null });
  });

  test("one that is not there is nothing", async () => {
    expect(await end(999_999)).toBeUndefined();
  });
});

test.each([
  [activeSilencesMax - 1, true],
  [activeSilencesMax, false],
])("with %d active ones another is taken: %p", async (count, isTaken) => {
  await database.run(
    (sql) => sql`
      insert into silence (match, comment, created_by, ends_at)
      select '{"domain": "*"}', '', 'test', now() + interval '1 hour'
      from generate_series(1, ${count}::int)`,
  );
  await begin({ forMs: 1 });
  await age(2);
  expect(await active()).toHaveLength(count);
  expect((await begin()) !== undefined).toBe(isTaken);
});

test("many at once do not get over the limit", async () => {
  await database.run(
    (sql) => sql`
      insert into silence (match, comment, created_by, ends_at)
      select '{"domain": "*"}', '', 'test', now() + interval '1 hour'
      from generate_series(1, ${activeSilencesMax - 3}::int)`,
  );
  const made = await Promise.all(Array.from({ length: 8 }, () => begin()));
  expect(made.filter((one) => one !== undefined)).toHaveLength(3);
});

describe("maintenance", () => {
  const work = (overrides: Parameters<typeof aNewSilence>[0] = {}) => ({
    ...aNewSilence({ kind: "maintenance", match: { domain: "https://a.test", labels: { b: "1", a: "2" } } }),
    ...overrides,
  });

  test("begun twice is one that lasts longer, and never shorter", async () => {
    const first = await prolongSilence(database, work());
    const longer = await prolongSilence(database, work({ forMs: 2 * hourMs, by: "cli:bob@server" }));
    expect(longer).toMatchObject({ id: first?.id, createdBy: "cli:ada@server" });
    expect((longer?.window.untilMs ?? 0) - (first?.window.untilMs ?? 0)).toBeGreaterThan(0.9 * hourMs);
    const shorter = await prolongSilence(database, work({ forMs: 1000 }));
    expect(shorter).toEqual(longer);
    expect(await active()).toHaveLength(1);
  });

  test("begun by eight scripts at once is one", async () => {
    await Promise.all(Array.from({ length: 8 }, () => prolongSilence(database, work())));
    expect(await active()).toHaveLength(1);
  });

  test("begun again after it ended is a new one", async () => {
    const first = await prolongSilence(database, work());
    await age(2 * hourMs);
    expect((await prolongSilence(database, work()))?.id).not.toBe(first?.id);
  });

  test("ends all with the same match, whatever the order of its labels, and nothing else", async () => {
    const match = { labels: { a: "2", b: "1" }, domain: "https://a.test" };
    await prolongSilence(database, work());
    await database.run((sql) => insertSilence(sql, work()));
    await begin({ match });
    await prolongSilence(database, work({ match: { domain: "https://a.test" } }));
    const ended = await endMaintenance(database, { match, by: "cli:bob@server" });
    expect(ended.map((one) => [one.kind, one.endedBy])).toEqual([
      ["maintenance", "cli:bob@server"],
      ["maintenance", "cli:bob@server"],
    ]);
    expect((await active()).map((one) => one.kind)).toEqual(["maintenance", "silence"]);
    expect(await endMaintenance(database, { match, by: "again" })).toEqual([]);
  });
});

test("pages of the list meet each silence once, newest first", async () => {
  const ids = [];
  for (let index = 0; index < 7; index += 1) ids.unshift((await begin())?.id);
  const met = [];
  let afterId: number | undefined;
  for (let page = 0; page < 4; page += 1) {
    const rows = await database.run((sql) => listSilences(sql, { activeOnly: true, afterId, limit: 3 }));
    met.push(...rows.map((one) => one.id));
    afterId = rows.at(-1)?.id ?? afterId;
  }
  expect(met).toEqual(ids.map((id) => id ?? 0));
});

test("silences are forgotten when they have been over for as long as history is kept", async () => {
  await begin();
  await age(3 * hourMs);
  const forget = (ageMs: number) => database.transaction((tx) => deleteHistory(tx, { ageMs, rowsMax: 10 }));
  expect(await forget(2.5 * hourMs)).toBe(0);
  expect(await forget(1.5 * hourMs)).toBe(1);
});

describe("a silence that is still to come", () => {
  const tomorrow = () => ({ ...aNewSilence(), fromMs: Date.now() + 24 * hourMs });

  test("begins when it was wished, and lasts as long", async () => {
    const wished = tomorrow();
    const made = await beginSilence(database, wished);
    expect(made?.window).toEqual({ kind: "once", fromMs: wished.fromMs, untilMs: wished.fromMs + hourMs });
    const states = await Promise.all(
      (["active", "coming", "over"] as const).map((state) =>
        database.run((sql) => listSilencesThat(sql, { state, afterId: undefined, limit: 10 })),
      ),
    );
    expect(states.map((rows) => rows.length)).toEqual([0, 1, 0]);
  });

  test("begins now when that is over", async () => {
    const beforeMs = await databaseNowMs(database);
    const made = await beginSilence(database, { ...aNewSilence(), fromMs: beforeMs - hourMs });
    expect(made?.window.fromMs).toBeWithin(beforeMs, (await databaseNowMs(database)) + 1);
    expect((made?.window.untilMs ?? 0) - (made?.window.fromMs ?? 0)).toBe(hourMs);
  });

  test("never holds when it is ended before", async () => {
    const made = await beginSilence(database, tomorrow());
    const ended = await cutSilence(database, { id: made?.id ?? 0, by: "ada" });
    expect(ended).toMatchObject({ endedBy: "ada" });
    expect(await database.run(listActiveSilences)).toEqual([]);
  });

  test("is not what one of the same match and from now on prolongs", async () => {
    const coming = await beginSilence(database, tomorrow());
    const now = await prolongSilence(database, aNewSilence());
    expect(now?.id).not.toBe(coming?.id);
    expect((now?.window.fromMs ?? Number.POSITIVE_INFINITY) <= Date.now()).toBe(true);
  });
});
