import { expect } from "bun:test";
import type { Site } from "../../src/config/site.ts";
import type { Disposition } from "../../src/contract/agent.ts";
import type { Database } from "../../src/db/connect.ts";
import { quarantine } from "../../src/queue/quarantine.ts";
import { release } from "../../src/queue/release.ts";
import { compactCounts, listChecks } from "../../src/store/checks.ts";
import { aCheck } from "../builders/check.ts";
import { aFailedFinding, aFinding, aRunWith } from "../builders/run-result.ts";
import { aSite, aTarget } from "../builders/site.ts";
import { acceptResults } from "./accept.ts";
import { expectCountsToBeReal } from "./checks.ts";
import { enlist, leaseAs, listTasks, watch } from "./queue.ts";
import { type GivenLease, nameOf, QueueModel } from "./queue-model.ts";

/** Something that an agent, an administrator or time does. Numbers pick among what there is. */
export type Step =
  | { readonly kind: "lease"; readonly agent: number }
  /** Posts results of leases that one agent was given, lately or long ago, maybe again. */
  | { readonly kind: "complete"; readonly picks: readonly { readonly which: number; readonly passes: boolean }[] }
  /** Posts the result of a lease that another agent may have been given. */
  | { readonly kind: "steal"; readonly which: number; readonly thief: number }
  | { readonly kind: "release"; readonly which: number }
  | { readonly kind: "passTime"; readonly whose: "held" | "free" }
  /** Decides about tasks that were leased too often. */
  | { readonly kind: "decide" }
  | { readonly kind: "change" | "delete"; readonly which: number };

export const agentNames = ["paris", "lyon", "nice"] as const;

/** Longer than any test runs, so that no slot comes by itself. */
const intervalMs = 30 * 86_400_000;

/** How far back leases are picked from. */
const remembered = 15;

/** Takes steps in a database and in the model at once; throws where one says what the other does not. */
export class QueueHistory {
  /** The answers to everything that was posted. */
  readonly answers: Disposition[] = [];
  private readonly model = new QueueModel();
  private readonly everIds = new Set<number>();
  private sites = [0, 1, 2, 3, 4].map((site) => ({ site, status: 200, taskId: 0 }));

  private constructor(
    private readonly db: Database,
    private readonly agents: readonly number[],
    /** Makes this history's sites other sites than those of any other. */
    private readonly farm: string,
  ) {}

  /** Five targets that replace those of the history before, and as many agents as `agentNames`. */
  static async start(db: Database): Promise<QueueHistory> {
    const agents: number[] = [];
    for (const name of agentNames) agents.push(await enlist(db, name));
    const history = new QueueHistory(db, agents, crypto.randomUUID());
    await db.transaction(compactCounts);
    await history.apply();
    for (const { taskId } of history.sites) history.model.add(taskId);
    return history;
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "lease":
        return await this.lease(this.agents[step.agent % this.agents.length] ?? 0);
      case "complete":
        return await this.complete(step.picks);
      case "steal":
        return await this.post(
          this.agents[step.thief % this.agents.length] ?? 0,
          this.pick(this.model.given, step.which).map((lease) => ({ lease, passes: false })),
        );
      case "release":
        return await this.release(step.which);
      case "passTime":
        return await this.passTime(step.whose);
      case "decide":
        return await this.decide();
      case "change":
      case "delete":
        return await this.reconfigure(step);
      default:
        return step satisfies never;
    }
  }

  /** Compares everything that can be seen. */
  async compare(): Promise<void> {
    const tasks = await listTasks(this.db);
    expect(tasks.map((one) => [one.taskId, one.token, one.leasedBy, one.attempt, one.dueInMs <= 0])).toEqual(
      [...this.model.tasks].map(([taskId, one]) => [taskId, one.token, one.holder, one.attempt, one.due]),
    );
    const checks = await this.db.run((sql) => listChecks(sql, [...this.model.tasks.keys()]));
    expect(checks.map((one) => [one.targetId, one.severity])).toEqual(
      [...this.model.tasks].map(([taskId, one]) => [taskId, one.severity]),
    );
    const stored = await this.db.run(
      (sql) => sql<{ taskId: number; token: number }[]>`
        select target_id as "taskId", token
        from result
        where target_id = any(${[...this.everIds]}::int[])`,
    );
    expect(stored.map(nameOf).toSorted()).toEqual([...this.model.accepted].toSorted());
    await expectCountsToBeReal(this.db);
  }

  private async lease(agentId: number): Promise<void> {
    const leased = await leaseAs(this.db, agentId);
    expect(leased.map(nameOf).toSorted()).toEqual(this.model.lease(agentId));
  }

  private async complete(picks: Extract<Step, { kind: "complete" }>["picks"]): Promise<void> {
    const [first] = picks.flatMap(({ which }) => this.pick(this.model.given, which));
    if (first === undefined) return;
    const mine = this.model.given.filter((one) => one.agentId === first.agentId);
    const rows = picks.flatMap(({ which, passes }) => this.pick(mine, which).map((lease) => ({ lease, passes })));
    await this.post(first.agentId, rows);
  }

  private async post(agentId: number, rows: readonly { lease: GivenLease; passes: boolean }[]): Promise<void> {
    const expected = rows.map(({ lease, passes }) => {
      return `${nameOf(lease)} ${this.model.complete({ ...lease, agentId }, passes ? "ok" : "critical")}`;
    });
    const runs = rows.map(({ lease, passes }) => aRunWith(lease, passes ? aFinding() : aFailedFinding()));
    const verdicts = await acceptResults(this.db, agentId, runs);
    this.answers.push(...verdicts.map((one) => one.disposition));
    expect(verdicts.map((one) => `${nameOf(one)} ${one.disposition}`).toSorted()).toEqual(expected.toSorted());
  }

  private async release(which: number): Promise<void> {
    for (const lease of this.pick(this.model.given, which)) {
      const released = await this.db.run((sql) => release(sql, lease.agentId, [lease]));
      expect(released.length).toBe(this.model.release(lease));
    }
  }

  private async passTime(whose: "held" | "free"): Promise<void> {
    await this.db.run(
      (sql) => sql`
        update task
        set visible_at = least(visible_at, now())
        where (leased_by is null) = ${whose === "free"}`,
    );
    this.model.passTime(whose);
  }

  private async decide(): Promise<void> {
    const suspects = this.model.suspects();
    await this.db.run(
      (sql) => sql`
        update task
        set visible_at = now() - interval '31 seconds'
        where target_id = any(${suspects}::int[])`,
    );
    await this.db.run((sql) => sql`update agent set last_seen_at = now()`);
    expect((await this.db.run(quarantine)).resting).toEqual([]);
    for (const taskId of suspects) this.model.restart(taskId);
  }

  private async reconfigure(step: { readonly kind: "change" | "delete"; readonly which: number }): Promise<void> {
    const [chosen] = this.pick(this.sites, step.which);
    if (chosen === undefined) return;
    if (step.kind === "change") chosen.status += 1;
    else this.sites = this.sites.filter((one) => one !== chosen);
    await this.apply();
    if (step.kind === "change") this.model.restart(chosen.taskId);
    else this.model.tasks.delete(chosen.taskId);
  }

  private async apply(): Promise<void> {
    await watch(
      this.db,
      this.sites.map((one) => this.siteOf(one)),
    );
    for (const { taskId, url } of await listTasks(this.db)) {
      this.everIds.add(taskId);
      for (const one of this.sites) if (url === `${this.domainOf(one)}/`) one.taskId = taskId;
    }
  }

  private pick<T>(among: readonly T[], which: number): T[] {
    const lately = among.slice(-remembered);
    return lately.slice(which % Math.max(1, lately.length)).slice(0, 1);
  }

  private siteOf(one: { readonly site: number; readonly status: number }): Site {
    const domain = this.domainOf(one);
    const checks = [aCheck({ kind: "status-is", status: one.status })];
    return aSite({ domain, targets: [aTarget({ url: `${domain}/`, intervalMs, checks })] });
  }

  private domainOf({ site }: { readonly site: number }): string {
    return `https://site${site}.${this.farm}.test`;
  }
}
