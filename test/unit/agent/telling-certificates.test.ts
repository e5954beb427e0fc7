import { afterEach, beforeEach, expect, test } from "bun:test";
import { startAgent } from "../../../src/agent/agent.ts";
import { createServerClient } from "../../../src/agent/client.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { loggerOf } from "../../../src/base/log.ts";
import { anAnswer } from "../../builders/answer.ts";
import { aCertificate, aChain } from "../../builders/certificate.ts";
import { aLease } from "../../builders/lease.ts";
import { probeSettings } from "../../builders/probe-settings.ts";
import { startProtocolServer } from "../../harness/protocol-server.ts";

let server = startProtocolServer();
let running = new AsyncDisposableStack();

beforeEach(async () => {
  await server[Symbol.asyncDispose]();
  server = startProtocolServer();
  server.settings = { revision: "1", probe: probeSettings() };
  running = new AsyncDisposableStack();
});

afterEach(async () => {
  await running.disposeAsync();
  await server[Symbol.asyncDispose]();
});

test.each([
  ["takes certificates and results", true, "accepted", [1, 2]],
  ["has the results already", true, "duplicate", [1, 2]],
  ["does not take results", true, "stale", [1, 2, 1]],
  ["refuses results", true, "rejected", [1, 2, 1]],
  ["does not take certificates", false, "accepted", []],
] as const)("a server that %s hears of the certificates of the tasks %j", async (...row) => {
  const [_name, takesCertificates, disposition, told] = row;
  server.takesCertificates = takesCertificates;
  server.disposition = disposition;
  start();
  // A result is sent when the agent has read what became of those before it.
  for (const [index, taskId] of [1, 2, 1].entries()) {
    server.offer(aLease({ taskId, token: index + 1 }));
    await server.when(() => server.taken.length === index + 1);
  }
  const telling = server.taken.filter((one) => one.certificate !== undefined);
  expect(telling.map((one) => one.taskId)).toEqual([...told]);
});

function start(): void {
  running.use(
    startAgent({
      client: createServerClient({ url: server.url, token: "t", version: "0.1.0" }),
      name: "paris",
      version: "0.1.0",
      slots: 10,
      createProber: () => ({
        probe: async () => anAnswer({ chain: aChain(aCertificate()) }),
        updateSettings: () => undefined,
        limitHandshakes: () => undefined,
        underWay: 0,
      }),
      clock: systemClock,
      log: loggerOf("test"),
    }),
  );
}
