import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../src/db/connect.ts";
import { eventually, startArgos } from "../harness/argos.ts";
import { type SmtpSink, startSmtpSink, type TakenMail } from "../harness/smtp-sink.ts";
import type { Bench } from "./bench.ts";
import { configOf } from "./farm-config.ts";

const port = 18_003;
const canaryAddress = "127.0.0.9";
const contacts = 50;

/** Until every target has run and fallen into its phase, in seconds. */
const warmUpSeconds = 75;

/** What one wave of messages came to: all sites down, or all back. */
export interface Wave {
  /** Mails to one contact within ten minutes. */
  readonly most: number;
  readonly mails: number;
  /** Seconds from the first change of a site to the first and to the last mail. */
  readonly firstAfter: number;
  readonly lastAfter: number;
  /** The longest title, as a sample of what people read. */
  readonly title: string;
  /** Incidents that opened, or ended. */
  readonly incidents: number;
  readonly lateP99Ms: number;
  readonly lateMaxMs: number;
}

export interface StormFigures {
  readonly sites: number;
  readonly seconds: number;
  readonly down: Wave;
  readonly back: Wave;
}

/** Every site of the farm goes down within a minute, and comes back after `seconds`; fifty contacts hear of all of them. */
export async function measureStorm(
  bench: Bench,
  size: { readonly sites: number; readonly seconds: number },
): Promise<StormFigures> {
  const { url, db } = await bench.emptyDatabase("storm");
  await using smtp = await startSmtpSink();
  using canary = Bun.serve({ hostname: canaryAddress, port: 0, fetch: () => new Response("alive") });
  const file = join(bench.directory, "storm.yaml");
  writeFileSync(file, stormConfig(bench, { url, smtp, canaryPort: canary.port ?? 0, sites: size.sites }));
  await using server = startArgos(["serve", "--config", file], { directory: bench.directory, name: "storm-server" });
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok, "the server", 60_000);
  await using agent = startArgos(["agent", `http://127.0.0.1:${port}`], {
    directory: bench.directory,
    name: "storm-agent",
    env: { ARGOS_AGENT_TOKEN: "bench-secret" },
  });
  await Bun.sleep(warmUpSeconds * 1000);
  if (smtp.mails.length > 0) throw new Error("mail came before anything failed");
  await bench.farm.stop();
  const down = await wave(db, smtp, size.seconds);
  await bench.farm.start();
  const back = await wave(db, smtp, size.seconds);
  process.stderr.write(`server ${server.pid} and agent ${agent.pid} end\n`);
  return { ...size, down, back };
}

/** Watches what comes for `seconds`. */
async function wave(db: Database, smtp: SmtpSink, seconds: number): Promise<Wave> {
  const before = smtp.mails.length;
  const begin = performance.now();
  const [from] = await db.run((sql) => sql<{ at: Date }[]>`select now() as at`);
  const arrivals: number[] = [];
  while (performance.now() - begin < seconds * 1000) {
    await Bun.sleep(200);
    while (arrivals.length < smtp.mails.length - before) arrivals.push((performance.now() - begin) / 1000);
  }
  const mails = smtp.mails.slice(before);
  const byContact = Map.groupBy(mails, (mail) => mail.to.join());
  return {
    most: Math.max(0, ...[...byContact.values()].map((own) => own.length)),
    mails: mails.length,
    firstAfter: arrivals[0] ?? Number.NaN,
    lastAfter: arrivals.at(-1) ?? Number.NaN,
    title: mails.map(titleOf).toSorted((a, b) => b.length - a.length)[0] ?? "",
    ...(await figuresSince(db, from?.at ?? new Date())),
  };
}

async function figuresSince(db: Database, from: Date) {
  const [row] = await db.run(
    (sql) => sql<{ incidents: number; lateP99Ms: number; lateMaxMs: number }[]>`
      select
        (select count(distinct incident_id)::int from incident_event where at >= ${from}) as incidents,
        percentile_disc(0.99) within group (order by late_ms) as "lateP99Ms",
        max(late_ms) as "lateMaxMs"
      from result
      where slot >= ${from}`,
  );
  if (row === undefined) throw new Error("there are no results to look at");
  return row;
}

/** The subject as it stands in the mail, without folding. */
function titleOf(mail: TakenMail): string {
  return (/^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(mail.raw.toString())?.[1] ?? "").replace(/\r?\n[ \t]+/g, " ");
}

function stormConfig(
  bench: Bench,
  at: { readonly url: string; readonly smtp: SmtpSink; readonly canaryPort: number; readonly sites: number },
): string {
  const options = { databaseUrl: at.url, port, caFile: bench.caFile, frequency: "1m", sites: at.sites };
  const addresses = Array.from({ length: contacts }, (_, index) => `contact${index}@example.org`);
  return configOf(bench.farm, options)
    .replace(
      "general:\n",
      `general:
  mail:
    mailfrom: argos@example.org
    host: ${at.smtp.host}
    port: ${at.smtp.port}
    addresses: [${addresses.join(", ")}]
`,
    )
    .replace(
      "websites:\n",
      `websites:
  - domain: "http://${canaryAddress}:${at.canaryPort}"
    canary: true
    paths: [{path: /, checks: [{status-is: 200}]}]
`,
    );
}
