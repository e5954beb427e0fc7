import type { Database } from "../../src/db/connect.ts";
import { insertAttempt } from "../../src/store/config-attempts.ts";
import { insertConfigRevision } from "../../src/store/config-revisions.ts";
import { endSilence, insertSilence, lockSilences } from "../../src/store/silences.ts";
import { countSites } from "../../src/store/site-counts.ts";
import { probeSettings } from "./probe-settings.ts";

/**
 * Stores what people did of late, for each text: a silence that holds and one that is over, and a deed; and a server that
 * applied a configuration and then refused another. Every text that comes from outside is one of `texts`. Sites are counted.
 */
export async function storeLife(database: Database, texts: readonly string[]): Promise<void> {
  await database.transaction(
    async (tx) => {
      await lockSilences(tx);
      for (const text of texts) {
        const silence = {
          match: { domain: text, labels: { [text]: text } },
          forMs: 3_600_000,
          comment: text,
          by: text,
        };
        const over = await insertSilence(tx, { ...silence, kind: "maintenance" });
        await endSilence(tx, { id: over?.id ?? 0, by: text });
        await insertSilence(tx, { ...silence, kind: "silence" });
        await tx`
          insert into audit (actor, address, action, subject, detail)
          values (
            ${`user:${text}`}, '192.0.2.7', 'user.add', ${`user:${text}`},
            ${JSON.stringify({ name: text })}::text::jsonb
          )`;
      }
      await countSites(tx);
    },
    { deadlineMs: 60_000 },
  );
  await storeConfigurations(database, texts);
}

async function storeConfigurations(database: Database, texts: readonly string[]): Promise<void> {
  const [first = ""] = texts;
  const targets = texts.map((text) => ({ domain: text, method: "GET", url: text }));
  const problems = texts.map((text) => ({ file: text, line: 3, column: 5, message: text }));
  const counts = { sites: 300, targets: 600, checks: 900, runsPerMinute: 600 };
  const changes = { added: texts.length, changed: 1, removed: 0 };
  await database.transaction(async (tx) => {
    const revision = await insertConfigRevision(tx, {
      ...{ digest: "0123456789abcdef", probe: probeSettings(), ...counts, ...changes },
      diff: { added: targets, changed: targets.slice(0, 1), removed: [] },
    });
    await tx`insert into server (name, version) values (${first}, '0.1.0')`;
    await insertAttempt(tx, { server: first, source: "start", outcome: "applied", revision, problems: [] });
    await insertAttempt(tx, { server: first, source: "page", outcome: "refused", revision: null, problems });
  });
}
