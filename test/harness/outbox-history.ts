import { expect } from "bun:test";
import type { NotificationSettings } from "../../src/config/notifications.ts";
import type { Database } from "../../src/db/connect.ts";
import { wakeHeldNotices } from "../../src/queue/notice.ts";
import { remindersDuty } from "../../src/server/duties/notifications.ts";
import { followPlan } from "../../src/server/outbox/plan.ts";
import { prepareNext } from "../../src/server/outbox/prepare.ts";
import { deliveryOf } from "../../src/server/outbox/send.ts";
import { aMailRecipient, aRecipient, settingsFor } from "../builders/recipient.ts";
import { forgetIncidents, happen, openIncident, passOutboxTime, storeCause } from "./incidents.ts";
import { type Arrival, type MessageSink, startMessageSink } from "./message-sink.ts";
import { type OutboxBench, outboxBench } from "./outbox.ts";

/** Something that happens to a site, to a server, to the other side, or to time. Numbers pick among what there is. */
export type Step =
  | { readonly kind: "change"; readonly site: number; readonly how: "end" | "escalated" | "flapping" | "acknowledged" }
  | { readonly kind: "dispatch" | "remind" }
  | { readonly kind: "send"; readonly lane: number }
  /** A server is killed with a message in its hands: before it was sent, or after. */
  | { readonly kind: "kill"; readonly lane: number; readonly when: "before" | "after" }
  | { readonly kind: "behave"; readonly recipient: number; readonly status: 200 | 500 | 504 }
  | { readonly kind: "pass"; readonly seconds: number }
  | { readonly kind: "silence"; readonly site: number; readonly seconds: number };

const sites = 5;
const lanes = ["mail", "webhook:webhook:c"] as const;
const recipients = [aMailRecipient("a@test"), aMailRecipient("b@test"), aRecipient({ id: "webhook:c" })];

/** One incident as the model has it. */
interface ModelIncident {
  readonly site: number;
  readonly id: number;
  isOpen: boolean;
  /** Whether something of it was not looked at by the dispatcher yet. */
  isFresh: boolean;
  /** Whether a silence held at any time of its life, or before all of it was looked at: then it may end without a word. */
  wasSilenced: boolean;
}

/** Changes after which there is nothing more to tell of an incident. */
const overs = ["recovered", "passed", "removed"];
/** What may be said last of an incident that lasts. */
const opens = ["opened", "escalated", "flapping", "lasting"];

/** Takes steps with an outbox whose servers may be killed, and judges what arrived. */
export class OutboxHistory {
  /** Attempts that may have arrived twice. */
  private ambiguous = 0;
  private readonly incidents: ModelIncident[] = [];
  private readonly causes: number[] = [];
  private readonly server: OutboxBench;

  private constructor(
    private readonly db: Database,
    private readonly sink: MessageSink,
    settings: NotificationSettings,
  ) {
    this.server = outboxBench(db, sink, settings);
    this.server.remindMs = 400_000;
  }

  static async start(db: Database): Promise<OutboxHistory> {
    await forgetIncidents(db);
    const limit = { messages: 5, withinMs: 600_000 };
    const pace = { groupWaitMs: 10_000, groupIntervalMs: 60_000, limit };
    const history = new OutboxHistory(db, startMessageSink(), settingsFor(recipients, { pace }));
    for (let cause = 0; cause < 2; cause += 1) history.causes.push(await storeCause(db));
    return history;
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "change":
        return await this.change(step.site % sites, step.how);
      case "dispatch":
        return await this.dispatch();
      case "remind":
        return await remindersDuty.run(this.db);
      case "send":
        return await this.send(lanes[step.lane % lanes.length] ?? "mail");
      case "kill":
        return await this.kill(lanes[step.lane % lanes.length] ?? "mail", step.when);
      case "behave":
        return this.sink.behave(recipients[step.recipient % recipients.length]?.id ?? "", { status: step.status });
      case "pass":
        return await this.pass(step.seconds);
      case "silence":
        return await this.silence(step.site % sites, step.seconds);
      default:
        return step satisfies never;
    }
  }

  /** Lets everything come to rest with an other side that takes all, and judges it. */
  async judge(): Promise<{ readonly arrivals: number; readonly copies: number }> {
    for (const { id } of recipients) this.sink.behave(id, { status: 200 });
    this.server.silenced.clear();
    await this.db.transaction(wakeHeldNotices);
    await this.db.run((sql) => sql`update incident set remind_at = null`);
    for (let turn = 0; turn < 40 && (await this.isBusy()); turn += 1) {
      await this.server.dispatch();
      await this.server.sendAll();
      await this.pass(150);
    }
    expect(await this.isBusy()).toBe(false);
    const copies = recipients.reduce((sum, { id }) => sum + this.judgeOne(id), 0);
    expect(copies).toBeLessThanOrEqual(this.ambiguous);
    return { arrivals: this.sink.arrivals.length, copies };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sink[Symbol.asyncDispose]();
  }

  private async change(site: number, how: Extract<Step, { kind: "change" }>["how"]): Promise<void> {
    const open = this.incidents.find((one) => one.site === site && one.isOpen);
    if (open === undefined) {
      const causeId = this.causes[this.incidents.length % this.causes.length] ?? 0;
      const id = await openIncident(this.db, {
        causeId,
        domain: nameOf(site),
        subject: `target:${site}`,
        severity: "warning",
      });
      this.incidents.push({ site, id, isOpen: true, isFresh: true, wasSilenced: this.isSilenced(site) });
      return;
    }
    open.isOpen = how !== "end";
    open.isFresh = true;
    await happen(this.db, open.id, how === "end" ? "recovered" : how);
  }

  private async dispatch(): Promise<void> {
    await this.server.dispatch();
    for (const one of this.incidents) one.isFresh = false;
  }

  private async send(lane: string): Promise<void> {
    const before = this.sink.requests.length;
    const turns = await this.server.send(lane);
    this.ambiguous += turns.filter((one) => one === "again").length;
    expect(this.sink.requests.length - before).toBe(turns.filter((one) => one !== "skipped").length);
  }

  private async kill(lane: string, when: "before" | "after"): Promise<void> {
    const { deps } = this.server;
    const found = await prepareNext(deps, followPlan(deps)(), lane);
    if (found.kind !== "prepared" || when === "before") return;
    this.ambiguous += 1;
    await this.sink.send(deliveryOf(found, deps.letterOf), new AbortController().signal);
  }

  private async pass(seconds: number): Promise<void> {
    await passOutboxTime(this.db, seconds);
    for (const [name, untilMs] of this.server.silenced) this.server.silenced.set(name, untilMs - seconds * 1000);
  }

  private async silence(site: number, seconds: number): Promise<void> {
    this.server.silenced.set(nameOf(site), Date.now() + seconds * 1000);
    for (const one of this.incidents) if (one.site === site && (one.isOpen || one.isFresh)) one.wasSilenced = true;
  }

  private isSilenced(site: number): boolean {
    return (this.server.silenced.get(nameOf(site)) ?? 0) > Date.now();
  }

  private async isBusy(): Promise<boolean> {
    const [row] = await this.db.run(
      (sql) => sql<{ busy: boolean }[]>`
        select exists (select from notice)
          or exists (select from message where state in ('waiting', 'sealed'))
          or exists (select from recipient where visible_at < 'infinity') as busy`,
    );
    return row?.busy ?? true;
  }

  /** Judges what arrived at one recipient; returns how many copies were among it. */
  private judgeOne(to: string): number {
    const arrivals = this.sink.arrivals.filter((one) => one.to === to);
    const first = new Map<string, Arrival>();
    for (const one of arrivals) {
      expect(one).toEqual(first.get(one.key) ?? one);
      if (!first.has(one.key)) first.set(one.key, one);
    }
    const told = new Map<number, string[]>();
    for (const item of [...first.values()].flatMap((one) => one.items)) {
      const [id = "", change = ""] = item.split(" ");
      told.set(Number(id), [...(told.get(Number(id)) ?? []), change]);
    }
    for (const changes of told.values()) this.judgeOrder(changes);
    for (let site = 0; site < sites; site += 1) this.judgeSite(site, told);
    return arrivals.length - first.size;
  }

  /** Nothing comes before the opening or after the end. */
  private judgeOrder(changes: readonly string[]): void {
    expect(["opened", "passed"]).toContain(changes[0] ?? "");
    expect(changes.slice(1)).not.toContain("opened");
    expect(changes.slice(1)).not.toContain("passed");
    expect(changes.slice(0, -1).filter((change) => overs.includes(change))).toEqual([]);
  }

  /** What was told last of an incident is how it stands, unless a later one of its site was told instead. */
  private judgeSite(site: number, told: ReadonlyMap<number, readonly string[]>): void {
    let isLaterTold = false;
    for (const { id, isOpen, wasSilenced } of this.incidents.filter((one) => one.site === site).toReversed()) {
      const said = told.get(id)?.at(-1);
      const mayBeSilent = isLaterTold || (said === undefined && wasSilenced && !isOpen);
      if (!mayBeSilent) expect(isOpen ? opens : overs).toContain(said ?? "nothing");
      isLaterTold ||= said !== undefined;
    }
  }
}

function nameOf(site: number): string {
  return `https://site${site}.test`;
}
