import { expect, test } from "bun:test";
import { startHealthyFarm } from "../farm/healthy-farm.ts";
import { eventually, temporaryDirectory, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";
import { startWatching } from "../harness/watching.ts";

interface WorstCheck {
  readonly key: string;
  readonly severity: string;
  readonly reason: string;
  readonly message: string;
  readonly site: { readonly domain: string };
}

interface Counts {
  readonly ok: number;
  readonly unknown: number;
  readonly warning: number;
  readonly critical: number;
}

const database = await testDatabase();
const farm = await startHealthyFarm();
/** Its certificate ends a quarter of a minute after the test began. */
const fading = await startHealthyFarm({
  authority: farm.authority,
  address: "127.0.0.2",
  days: 15 / 86_400,
  names: ["*.fading.farm.test"],
});
using files = temporaryDirectory();
const watching = await startWatching({
  test: database,
  general: "  frequency: 2s\n  recheck_delay: 1s\n  timeout: 10s",
  probe: `  ca_file: ${write(files.path, "ca.pem", farm.caPem)}
  resolve:
    "*.farm.test": 127.0.0.1
    "*.fading.farm.test": 127.0.0.2
ssl:
  thresholds: []`,
  websites: [
    siteYaml("steady.farm.test", farm),
    siteYaml("falling.farm.test", farm),
    siteYaml("astray.farm.test", farm),
    siteYaml("one.fading.farm.test", fading),
  ].join("\n"),
});

test("all sites are ok while all is well", async () => {
  const counts = await eventually(async () => {
    const now = await watching.get<Counts>("/api/severities");
    return now.ok >= 11 && now;
  }, "the first results of every check");
  expect(counts.critical).toBe(0);
});

test("a site that goes down is critical with its reason, and ok again when it comes back", async () => {
  farm.set("falling.farm.test", { status: 503, body: "down for a while" });
  const down = await eventually(() => worstOf("falling.farm.test", "status-is"), "the outage to be seen");
  expect(down).toMatchObject({ severity: "critical", reason: "wrong-status" });
  expect(down.message).toContain("503");
  farm.set("falling.farm.test", undefined);
  await eventually(
    async () => (await worstOf("falling.farm.test", "status-is")) === undefined,
    "the recovery to be seen",
  );
});

test("a site whose http leads elsewhere is critical with where it leads", async () => {
  farm.set("astray.farm.test", { redirect: "https://parking.example/" });
  const astray = await eventually(() => worstOf("astray.farm.test", "http-to-https"), "the wrong redirect to be seen");
  expect(astray).toMatchObject({ severity: "critical", reason: "redirects-elsewhere" });
  expect(astray.message).toContain("parking.example");
});

test("a site that lets its certificate expire is critical, with the certificate as the reason for each of its https checks", async () => {
  const expired = await eventually(
    () => worstOf("one.fading.farm.test", "ssl-certificate-expiration", "certificate-expired"),
    "the expired certificate to be seen",
  );
  expect(expired.severity).toBe("critical");
  const status = await eventually(() => worstOf("one.fading.farm.test", "status-is"), "the failed exchange to be seen");
  expect(status.reason).toBe("certificate-expired");
});

test("what was never wrong has never been anything but ok", async () => {
  const [site] = (await watching.get<{ items: { id: number; domain: string }[] }>("/api/v1/sites?search=steady")).items;
  const changes = await database.database.run(
    (sql) => sql<{ n: number }[]>`
      select count(*)::int as n
      from transition
      join target on target.id = transition.target_id
      where target.site_id = ${site?.id ?? 0}
        and to_severity > 0`,
  );
  expect(changes[0]?.n).toBe(0);
});

async function worstOf(host: string, check: string, reason?: string): Promise<WorstCheck | undefined> {
  const { items } = await watching.get<{ items: WorstCheck[] }>("/api/v1/checks?limit=200");
  return items.find(
    (one) => one.site.domain.includes(host) && one.key === check && (reason === undefined || one.reason === reason),
  );
}

function siteYaml(host: string, at: { readonly httpPort: number; readonly httpsPort: number }): string {
  return `  - domain: https://${host}:${at.httpsPort}
    paths:
      - path: /
        checks:
          - status-is: 200
          - ssl-certificate-expiration: on-check
      - path: http://${host}:${at.httpPort}/
        checks:
          - http-to-https: true`;
}
