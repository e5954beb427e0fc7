import { afterAll, expect, test } from "bun:test";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { startNameServer } from "../farm/name-server.ts";
import { eventually, temporaryDirectory, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { startWatching } from "../harness/watching.ts";

const sites = Number(process.env.ARGOS_COLD_SITES ?? 2000);

const database = await testDatabase({ poolSize: 2 });
const farm = await startHealthyFarm({ record: false });
const hosts = Array.from({ length: sites }, (_, n) => `site${n}.farm.test`);

/** A resolver as a small router has it: a short queue, a delay, and now and then a datagram that is lost. */
const held = temporaryDirectory();
afterAll(() => held[Symbol.dispose]());

const names = await startNameServer({
  answer: (name, type) => (name.endsWith(".farm.test") ? { addresses: type === "A" ? [farm.address] : [] } : undefined),
  delayMs: 10,
  receiveBuffer: 4096,
  loses: (count) => count % 50 === 0,
});

const watching = await startWatching({
  test: database,
  probe: `  per_address: 200\n  ca_file: ${write(held.path, "ca.pem", farm.caPem)}`,
  websites: hosts
    .map((host, n) => {
      const origin = n % 2 === 0 ? `http://${host}:${farm.httpPort}` : `https://${host}:${farm.httpsPort}`;
      return `  - domain: ${origin}\n    paths: [{path: /, checks: [{status-in: [200, 301]}]}]`;
    })
    .join("\n"),
  agents: [],
});

test(`${sites} new sites behind a small resolver have a first result each, and none of them is wrong`, async () => {
  const resolvConf = write(watching.directory, "resolv.conf", `nameserver [${names.address}]:${names.port}\n`);
  const agent = watching.startAgent("paris", { env: { ARGOS_RESOLV_CONF: resolvConf } });
  await eventually(async () => (await counts()).probed === sites, "a result of every site");
  expect(await counts()).toEqual({ probed: sites, failed: 0, isolated: 0, incidents: 0 });
  expect(await agent.log()).not.toContain('level=warning msg="no canary');
  expect(names.mostAtOnce).toBeLessThan(sites / 4);
});

async function counts() {
  const [row] = await database.database.run(
    (sql) => sql<{ probed: number; failed: number; isolated: number; incidents: number }[]>`
      select
        (select count(distinct target_id)::int from result) as probed,
        (select count(*)::int from result where severity <> 0) as failed,
        (select count(*)::int from agent where isolated_at is not null) as isolated,
        (select count(*)::int from incident) as incidents`,
  );
  return row ?? { probed: 0, failed: 0, isolated: 0, incidents: 0 };
}
