import type { Recipient } from "../../config/notifications.ts";
import type { Sql } from "../../db/pool.ts";
import { heldBackMs } from "../../notify/allowance.ts";
import { type Bulletin, itemsMax, programItemsMax } from "../../notify/bulletin.ts";
import { compose, outline } from "../../notify/compose.ts";
import {
  endMessage,
  hasDueMessage,
  keepContent,
  listSentAges,
  resumeSealed,
  type SealedMessage,
  sealDue,
} from "../../queue/message.ts";
import { leaseRecipient, postponeRecipient, type RecipientLease, releaseRecipient } from "../../queue/recipient.ts";
import { listCauseFacts, listIncidentFacts, listToldEvents } from "../../store/told-events.ts";
import type { OutboxDeps } from "./deps.ts";
import { parseContent } from "./kept-content.ts";
import type { Plan } from "./plan.ts";

/**
 * How long a server has a recipient to itself, in seconds. It is renewed while an attempt goes on, so that after a server
 * that died another takes over soon, however long an attempt may take.
 */
export const leaseSeconds = 20;

/** How long a recipient is left to servers that have it in their configuration, in milliseconds. */
const unknownRestMs = 60_000;

/** How long one transaction may take, in milliseconds. */
const prepareDeadlineMs = 15_000;

/** A message in the hands of this server. */
export interface Prepared {
  readonly kind: "prepared";
  readonly lease: RecipientLease;
  readonly recipient: Recipient;
  readonly message: SealedMessage;
  /** Undefined for a heartbeat, which tells of no incident. */
  readonly bulletin: Bulletin | undefined;
}

/** What was found in a lane: a message, a recipient who need not or may not be told anything now, or nobody. */
export type Found = Prepared | { readonly kind: "skipped" | "nobody" };

/** Leases the recipient of a lane that is longest due and seals what they are to be told, in one transaction. */
export async function prepareNext(
  deps: Pick<OutboxDeps, "db" | "server" | "linksOf" | "home">,
  plan: Plan,
  lane: string,
): Promise<Found> {
  return await deps.db.transaction(
    async (tx) => {
      const lease = await leaseRecipient(tx, { lane, server: deps.server, leaseSeconds });
      if (lease === undefined) return { kind: "nobody" };
      const recipient = plan.settings.recipients.get(lease.recipient);
      if (recipient === undefined) {
        await postponeRecipient(tx, lease.recipient, unknownRestMs);
        return { kind: "skipped" };
      }
      const message = await takeMessage(tx, plan, recipient);
      if (message === undefined) return { kind: "skipped" };
      if (message.events === 0) return { kind: "prepared", lease, recipient, message, bulletin: undefined };
      const bulletin = parseContent(message.content) ?? (await write({ tx, deps, plan, recipient }, message));
      if (bulletin !== undefined) return { kind: "prepared", lease, recipient, message, bulletin };
      await endMessage(tx, message.messageId, { state: "dropped", title: "", answer: "nothing was left to say" });
      await releaseRecipient(tx, recipient.id);
      return { kind: "skipped" };
    },
    { deadlineMs: prepareDeadlineMs },
  );
}

/** What was begun goes first, as it is. Undefined, and the lease ended, when nothing may go now. */
async function takeMessage(tx: Sql, plan: Plan, recipient: Recipient): Promise<SealedMessage | undefined> {
  const begun = await resumeSealed(tx, recipient.id);
  if (begun !== undefined) return begun;
  const isDue = await hasDueMessage(tx, recipient.id);
  const delayMs = isDue ? await delayOf(tx, plan, recipient) : 0;
  const sealed = isDue && delayMs === 0 ? await sealDue(tx, recipient.id) : undefined;
  if (sealed !== undefined) return sealed;
  if (delayMs > 0) await postponeRecipient(tx, recipient.id, delayMs);
  else await releaseRecipient(tx, recipient.id);
  return undefined;
}

async function delayOf(tx: Sql, { settings }: Plan, recipient: Recipient): Promise<number> {
  const { limit } = settings.pace;
  if (limit === undefined || recipient.address.channel === "heartbeat") return 0;
  const window = { limit: limit.messages, withinMs: limit.withinMs };
  return heldBackMs(await listSentAges(tx, recipient.id, window), limit);
}

/** Composes what a message says and keeps it; undefined when its events leave nothing to say. */
async function write(
  work: {
    readonly tx: Sql;
    readonly deps: Pick<OutboxDeps, "linksOf" | "home">;
    readonly plan: Plan;
    readonly recipient: Recipient;
  },
  message: SealedMessage,
): Promise<Bulletin | undefined> {
  const { tx, deps, plan, recipient } = work;
  const most = recipient.address.channel === "webhook" ? programItemsMax : itemsMax;
  const chapters = outline(await listToldEvents(tx, message.messageId), most);
  if (chapters.length === 0) return undefined;
  const bulletin = compose({
    chapters,
    facts: await listIncidentFacts(
      tx,
      chapters.flatMap((one) => one.stories),
    ),
    causes: await listCauseFacts(
      tx,
      chapters.map((one) => one.causeId),
    ),
    linksOf: (incidentId) => deps.linksOf(incidentId, message.sealedMs),
    language: recipient.language,
    nowMs: message.sealedMs,
    timeZone: plan.settings.timeZone,
    home: deps.home,
  });
  if (bulletin !== undefined) await keepContent(tx, message.messageId, bulletin);
  return bulletin;
}
