import type { Sql } from "../../db/pool.ts";
import { addToMessages, type MessageEntry } from "../../queue/message.ts";
import {
  deleteNotices,
  holdNotices,
  listDueNotices,
  type Notice,
  startReminders,
  tryLockNotices,
} from "../../queue/notice.ts";
import { lockRecipients } from "../../queue/recipient.ts";
import type { OutboxDeps } from "./deps.ts";
import type { Plan } from "./plan.ts";
import { type IncidentNotice, occasionOf, triage } from "./triage.ts";

/** Notices taken in one transaction, beside those of the same incidents. */
export const noticesMax = 5_000;

/** How long one transaction may take, in milliseconds: 5,000 notices for 50 recipients take well under a second. */
const dispatchDeadlineMs = 20_000;

/** The group of the call that says that all is well. */
export const heartbeatGroup = "heartbeat";

/** What the dispatcher found to do. */
interface Decision {
  readonly told: readonly IncidentNotice[];
  readonly held: readonly { readonly id: number; readonly untilMs: number }[];
  readonly heartbeat: boolean;
}

/**
 * Turns due notices into lines of messages, in one transaction; returns how many it looked at: 0 when none was due, or
 * another server is at it.
 */
export async function dispatch(
  deps: Pick<OutboxDeps, "db" | "listActiveSilences" | "silencedUntil">,
  plan: Plan,
): Promise<number> {
  return await deps.db.transaction(
    async (tx) => {
      const nowMs = await tryLockNotices(tx);
      if (nowMs === undefined) return 0;
      const notices = await listDueNotices(tx, noticesMax);
      if (notices.length === 0) return 0;
      const silences = [...plan.settings.silences, ...(await deps.listActiveSilences(tx))];
      await carryOut(
        tx,
        plan,
        decide(notices, (place) => deps.silencedUntil(silences, place, nowMs)),
        notices,
      );
      return notices.length;
    },
    { deadlineMs: dispatchDeadlineMs },
  );
}

function decide(
  notices: readonly Notice[],
  silencedUntil: (place: IncidentNotice["incident"]) => number | undefined,
): Decision {
  const told: IncidentNotice[] = [];
  const held: { id: number; untilMs: number }[] = [];
  for (const own of Map.groupBy(notices.filter(hasIncident), (one) => one.incident.incidentId).values()) {
    const untilMs = own[0] && silencedUntil(own[0].incident);
    const sorted = triage(own, untilMs === undefined ? "heard" : "silenced");
    told.push(...sorted.told);
    held.push(...sorted.held.map(({ id }) => ({ id, untilMs: untilMs ?? 0 })));
  }
  return { told, held, heartbeat: notices.some((one) => one.kind === "heartbeat") };
}

function hasIncident(notice: Notice): notice is IncidentNotice {
  return notice.incident !== null;
}

async function carryOut(tx: Sql, plan: Plan, decision: Decision, notices: readonly Notice[]): Promise<void> {
  const { told, held } = decision;
  const entries = [...entriesFor(plan, told), ...(decision.heartbeat ? heartbeatFor(plan) : [])];
  if (entries.length > 0) {
    const ids = [...new Set(entries.map((one) => one.recipient))];
    await lockRecipients(
      tx,
      ids.map((id) => ({ id, lane: plan.laneById.get(id) ?? "" })),
    );
    await addToMessages(tx, entries, plan.settings.pace.groupIntervalMs);
  }
  await holdNotices(tx, held);
  const kept = new Set(held.map((one) => one.id));
  await deleteNotices(
    tx,
    notices.filter((one) => !kept.has(one.id)).map((one) => one.id),
  );
  await startReminders(tx, remindersFor(plan, told));
}

/** Ids gathered by recipient and group, so that 10,000 incidents and 50 recipients make 50 rows. */
function entriesFor({ settings, routing, laneById }: Plan, told: readonly IncidentNotice[]): MessageEntry[] {
  const gathered = new Map<string, Map<number, number[]>>();
  for (const { incident } of told) {
    for (const id of new Set(routing.recipientsOf(incident, occasionOf(incident)).ids)) {
      if (!laneById.has(id)) continue;
      const groups = getOrMake(gathered, id, () => new Map<number, number[]>());
      getOrMake(groups, incident.causeId, () => []).push(incident.eventId);
    }
  }
  const waitMs = settings.pace.groupWaitMs;
  return [...gathered].flatMap(([recipient, groups]) =>
    [...groups].map(([causeId, events]) => ({ recipient, group: `cause:${causeId}`, events, waitMs })),
  );
}

function heartbeatFor({ settings, laneById }: Plan): MessageEntry[] {
  const recipient = settings.heartbeat?.recipient;
  if (recipient === undefined || !laneById.has(recipient)) return [];
  return [{ recipient, group: heartbeatGroup, events: [], waitMs: 0 }];
}

function remindersFor({ routing }: Plan, told: readonly IncidentNotice[]) {
  return told.flatMap(({ incident }) => {
    if (incident.eventKind !== "opened") return [];
    const { remindMs } = routing.recipientsOf(incident, occasionOf(incident));
    return remindMs === undefined
      ? []
      : [{ incidentId: incident.incidentId, remindSeconds: Math.max(1, Math.round(remindMs / 1000)) }];
  });
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
