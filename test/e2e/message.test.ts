import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { storeIncident } from "../builders/incident.ts";
import { storeMessage, storeRecipient } from "../builders/message.ts";
import {
  eventually,
  freePort,
  runArgos,
  startArgos,
  stateDirectory,
  temporaryDirectory,
  urlOf,
  write,
} from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { forgetIncidents } from "../harness/incidents.ts";
import { apiToken } from "../harness/served.ts";
import { startApp } from "../harness/server.ts";
import { startWebhookSink } from "../harness/webhook-sink.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const files = held.use(temporaryDirectory());
const { database, address } = await testDatabase();
const server = held.use(held.use(await startApp(database)).listen());

const hook = held.use(startWebhookSink());
const recipient = `webhook:${new URL(hook.url).host}#1`;
const config = write(
  files.path,
  "argos.yaml",
  `general:
  db: {url: "${urlOf(address)}"}
  webhooks: [{url: "${hook.url}"}]
websites:
  - domain: https://example.org
`,
);

beforeEach(() => forgetIncidents(database));

/** Each way to the same messages: arguments and environment that every command gets. */
const ways = [
  ["on the database of the configuration", ["--config", config], {}],
  ["through a server elsewhere", ["--server", server.url], { ARGOS_TOKEN: apiToken }],
] as const;

describe.each(ways)("%s", (_name, where, env) => {
  const argos = (...args: readonly string[]) => runArgos([...args, ...where], { directory: files.path, env });

  async function listed(
    ...args: readonly string[]
  ): Promise<readonly { readonly id: number; readonly state: string }[]> {
    const { out, code, err } = await argos("message", "list", "--json", ...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return JSON.parse(out);
  }

  test("a dead letter is listed, replayed, and left alone when it is replayed again", async () => {
    await storeMessage(database, { recipient, state: "sent" });
    const id = await storeMessage(database, {
      recipient,
      state: "dead",
      title: "CRITICAL: a",
      answer: "404 Not Found",
    });
    expect(await listed("--state", "dead")).toEqual([
      expect.objectContaining({ id, state: "dead", recipient, title: "CRITICAL: a", answer: "404 Not Found" }),
    ]);
    expect((await argos("message", "list", "--state", "dead")).out).toMatch(
      new RegExp(`^ID  STATE .*\\n${id} +dead .*${recipient} +1 +CRITICAL: a +404 Not Found\\n$`),
    );
    expect(await argos("message", "replay", String(id))).toEqual({
      out: `message ${id} goes to ${recipient} again, as soon as a server runs\n`,
      err: "",
      code: 0,
    });
    expect(await argos("message", "replay", String(id))).toEqual({
      out: `message ${id} to ${recipient} is left alone: it is waiting, not dead\n`,
      err: "",
      code: 0,
    });
    expect(await listed("--state", "dead")).toEqual([]);
    expect(await argos("message", "list", "--state", "dead")).toEqual({ out: "no such message\n", err: "", code: 0 });
  });

  test("the newest are listed, as many as are asked for, also beyond a page of the API", async () => {
    const ids: number[] = [];
    for (let count = 0; count < 203; count += 1) ids.unshift(await storeMessage(database));
    const idsOf = async (...args: readonly string[]) => (await listed(...args)).map((one) => one.id);
    expect(await idsOf()).toEqual(ids.slice(0, 50));
    expect(await idsOf("--limit", "201")).toEqual(ids.slice(0, 201));
    expect(await idsOf("--limit", "1000")).toEqual(ids);
    const lineCounts = [];
    for (const limit of [203, 204]) {
      const { out, err } = await argos("message", "list", "--limit", String(limit));
      lineCounts.push([out.split("\n").length, err]);
    }
    expect(lineCounts).toEqual([
      [205, "the newest 203; --limit prints more, if there are\n"],
      [205, ""],
    ]);
  });

  test("a message that is not there is exit 1, in words", async () => {
    const { out, err, code } = await argos("message", "replay", "999999");
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err).toMatch(/^argos: .*there is no message 999999\n$/);
  });
});

test("what is replayed beside a running server arrives", async () => {
  await using stack = new AsyncDisposableStack();
  const state = stack.use(stateDirectory()).path;
  const { id: incident, causeId } = await storeIncident(database);
  await storeRecipient(database, { id: recipient, lane: `webhook:${recipient}` });
  const id = await storeMessage(database, { recipient, state: "dead", incidentId: incident, causeId });
  const args = ["serve", "--config", config, "--state-directory", state, "--port", String(freePort())];
  stack.use(startArgos(args, { directory: files.path, name: "server" }));
  const { out } = await runArgos(["message", "replay", String(id), "--config", config], { directory: files.path });
  expect(out).toStartWith(`message ${id} goes to ${recipient} again`);
  await eventually(async () => hook.deliveries.length > 0, "the message");
  expect(hook.deliveries.flatMap((one) => one.incidents.map(({ id }) => id))).toEqual([incident]);
});
