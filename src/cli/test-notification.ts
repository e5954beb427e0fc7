import { randomUUID } from "node:crypto";
import { Command, Option } from "commander";
import { cleanText } from "../base/clean-text.ts";
import { ArgosError, messageOf } from "../base/error.ts";
import { type Severity, severities } from "../base/severity.ts";
import type { NotificationSettings, Recipient } from "../config/notifications.ts";
import type { Bulletin } from "../notify/bulletin.ts";
import type { Letter, Sender, SendOutcome } from "../notify/delivery.ts";

/** How long one recipient's other side may take, in milliseconds. */
const attemptMaxMs = 60_000;

/** Characters of a title at most. */
const titleCharactersMax = 200;

/** Where a test pretends that something is wrong, unless told otherwise. */
const domainUsual = "https://example.org";

/** What a test needs of the configuration: no database. */
export interface TestNotificationParts {
  readonly settings: NotificationSettings;
  readonly sender: Sender;
  readonly letterOf: (bulletin: Bulletin) => Letter;
  /** The address of this installation; undefined when nobody knows it. */
  readonly home: string | undefined;
}

/** What to send, and to whom. */
export interface TestNotification {
  /** A channel, or the id of one recipient. */
  readonly channel: string;
  readonly severity: Severity;
  readonly domain: string;
}

interface TestNotificationOptions extends Omit<TestNotification, "channel"> {
  readonly config?: string;
}

/** `argos test-notification`: sends a real message and says what the other side answered. `open` reads the configuration. */
export function testNotificationCommand(open: (path: string | undefined) => Promise<TestNotificationParts>): Command {
  return new Command("test-notification")
    .description("send a real message and say what the other side answered, without a database")
    .argument("<channel>", "local, mail, gotify, ntfy, webhook, apprise, heartbeat, or one recipient's id")
    .addOption(
      new Option("--severity <severity>", "what the message says is wrong")
        .choices([...severities])
        .default("critical"),
    )
    .option("--domain <domain>", "the site it speaks of", domainUsual)
    .option(
      "-c, --config <path>",
      "the configuration (default: $ARGOS_YAML_FILE, ./argos.yaml, /etc/argos/config.yaml)",
    )
    .addHelpText(
      "after",
      `
Examples:
  argos test-notification mail
  argos test-notification gotify --severity warning --domain https://asso.example

Exits 0 when every recipient's side took the message, 1 when one did not.`,
    )
    .action(async (channel: string, { config, severity, domain }: TestNotificationOptions) => {
      const lines = sendTestNotifications(await open(config), { channel, severity, domain });
      for await (const { line, ok } of lines) {
        process.stdout.write(`${line}\n`);
        if (!ok) process.exitCode = 1;
      }
    });
}

/**
 * Sends a message to each recipient that `channel` means, one after another, and says how each went. Throws ArgosError
 * "usage" when it means nobody.
 */
export async function* sendTestNotifications(
  parts: TestNotificationParts,
  wanted: TestNotification,
): AsyncGenerator<{ readonly line: string; readonly ok: boolean }> {
  for (const recipient of findRecipients(parts.settings, wanted.channel)) {
    const outcome = await sendOne(parts, wanted, recipient);
    yield { line: `${recipient.id}: ${saidOf(outcome)}`, ok: outcome.kind === "sent" };
  }
}

function findRecipients({ recipients }: NotificationSettings, channel: string): readonly Recipient[] {
  const all = [...recipients.values()];
  const meant = all.filter(({ id, address }) => id === channel || address.channel === channel);
  if (meant.length > 0) return meant;
  const there = [...new Set(all.flatMap(({ id, address }) => [address.channel, id]))].toSorted();
  const choice = there.length === 0 ? "the configuration has no recipients" : `there are ${there.join(", ")}`;
  throw new ArgosError("usage", `nobody is meant by "${channel}": ${choice}`);
}

async function sendOne(
  { settings, sender, letterOf, home }: TestNotificationParts,
  wanted: TestNotification,
  recipient: Recipient,
): Promise<SendOutcome> {
  const bulletin = testBulletin(wanted, {
    language: recipient.language,
    timeZone: settings.timeZone,
    nowMs: Date.now(),
    home,
  });
  const letter = letterOf(bulletin);
  const idempotencyKey = randomUUID();
  const delivery = {
    recipient,
    letter: { ...letter, title: cleanText(`Test: ${letter.title}`, titleCharactersMax) },
    bulletin,
    idempotencyKey,
    thread: `test-${idempotencyKey}`,
    opensThread: true,
  };
  try {
    return await sender.send(delivery, AbortSignal.timeout(attemptMaxMs));
  } catch (thrown) {
    return { kind: "failed", again: true, perhaps: true, answer: messageOf(thrown), retryAfterMs: undefined };
  }
}

function saidOf(outcome: SendOutcome): string {
  if (outcome.kind === "sent") return `sent: ${outcome.answer || "no words"}`;
  const perhaps = outcome.perhaps ? ", though it may have arrived" : "";
  return `not sent${perhaps}: ${outcome.answer}`;
}

/** A bulletin of one incident that never was, and says so. */
function testBulletin(
  { severity, domain }: TestNotification,
  frame: Pick<Bulletin, "language" | "timeZone" | "nowMs" | "home">,
): Bulletin {
  const { nowMs } = frame;
  const isOver = severity === "ok";
  const openedMs = nowMs - 60_000;
  const counts = { incidents: 1, openIncidents: isOver ? 0 : 1 };
  const item = {
    incidentId: 0,
    change: isOver ? "recovered" : "opened",
    severity,
    worstSeverity: isOver ? "critical" : severity,
    reason: "wrong-status",
    message: "this is a test of Argos: nothing is wrong",
    domain,
    url: domain,
    checkKey: "status-is",
    openedMs,
    closedMs: isOver ? nowMs : undefined,
    definedAt: "",
    labels: {},
    agent: undefined,
    links: undefined,
  } as const;
  const cause = { id: 0, kind: "reason", value: "", reason: "wrong-status", openedMs, ...counts } as const;
  return { ...frame, sections: [{ cause, items: [item], more: 0 }] };
}
