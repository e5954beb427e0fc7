import { expect, test } from "bun:test";
import { acknowledgeIncident } from "../../src/store/acknowledge.ts";
import { storeIncident } from "../builders/stored-incident.ts";
import { testDatabase } from "../harness/database.ts";

const { database } = await testDatabase();

const acknowledge = (incidentId: number, actor: string) =>
  database.transaction((tx) => acknowledgeIncident(tx, { incidentId, actor }));

async function look(id: number) {
  return await database.run(async (sql) => {
    const [incident] = await sql<{ isKnown: boolean; by: string | null; remindAt: Date | null }[]>`
      select acknowledged_at is not null as "isKnown", acknowledged_by as by, remind_at as "remindAt"
      from incident
      where id = ${id}`;
    const events = await sql`select kind, severity, message, actor from incident_event where incident_id = ${id}`;
    return { incident, events: [...events] };
  });
}

test("the first who knows is recorded, and reminders end", async () => {
  const id = await storeIncident(database);
  expect(await acknowledge(id, "cli:ada@server")).toBe("acknowledged");
  const event = { kind: "acknowledged", severity: 3, message: "expected 200, got 503", actor: "cli:ada@server" };
  const incident = { isKnown: true, by: "cli:ada@server", remindAt: null };
  expect(await look(id)).toEqual({ incident, events: [event] });
});

test("again, by whomever, changes nothing", async () => {
  const id = await storeIncident(database);
  await acknowledge(id, "first");
  const before = await look(id);
  expect(await acknowledge(id, "second")).toBe("already");
  expect(await look(id)).toEqual(before);
});

test("eight at once are one", async () => {
  const id = await storeIncident(database);
  const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => acknowledge(id, `actor-${index}`)));
  expect(outcomes.filter((one) => one === "acknowledged")).toHaveLength(1);
  expect((await look(id)).events).toHaveLength(1);
});

test("one that is over stays as it is", async () => {
  const id = await storeIncident(database, { isClosed: true });
  expect(await acknowledge(id, "late")).toBe("closed");
  expect(await look(id)).toMatchObject({ incident: { isKnown: false }, events: [] });
});

test("one that is not there is missing", async () => {
  expect(await acknowledge(999_999, "nobody")).toBe("missing");
});
