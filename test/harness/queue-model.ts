import type { Severity } from "../../src/base/severity.ts";
import type { Disposition } from "../../src/contract/agent.ts";
import { attemptsMax } from "../../src/queue/lease.ts";

/** The name of a lease that was given, and to whom. */
export interface GivenLease {
  readonly taskId: number;
  readonly token: number;
  readonly agentId: number;
}

export interface ModelTask {
  token: number;
  holder: number | null;
  attempt: number;
  /** Whether it can be leased, its attempts aside. */
  due: boolean;
  severity: Severity;
}

/** What the queue promises, in memory: one check a task, and time only passes when it is told. */
export class QueueModel {
  readonly tasks = new Map<number, ModelTask>();
  /** Every lease given, oldest first. */
  readonly given: GivenLease[] = [];
  /** Leases whose result was accepted, as `taskId:token`. */
  readonly accepted = new Set<string>();

  add(taskId: number): void {
    this.tasks.set(taskId, { token: 0, holder: null, attempt: 0, due: true, severity: "unknown" });
  }

  /** Leases whatever is due; returns the names as `taskId:token`. */
  lease(agentId: number): string[] {
    const names: string[] = [];
    for (const [taskId, task] of this.tasks) {
      if (!task.due || task.attempt >= attemptsMax) continue;
      Object.assign(task, { token: task.token + 1, attempt: task.attempt + 1, holder: agentId, due: false });
      this.given.push({ taskId, token: task.token, agentId });
      names.push(nameOf({ taskId, token: task.token }));
    }
    return names.toSorted();
  }

  complete(lease: GivenLease, severity: Severity): Disposition {
    const task = this.tasks.get(lease.taskId);
    if (task === undefined) return "gone";
    if (!holds(task, lease)) return this.accepted.has(nameOf(lease)) ? "duplicate" : "stale";
    Object.assign(task, { holder: null, attempt: 0, due: false, severity });
    this.accepted.add(nameOf(lease));
    return "accepted";
  }

  /** Gives a lease back; returns how many were still held. */
  release(lease: GivenLease): number {
    const task = this.tasks.get(lease.taskId);
    if (task === undefined || !holds(task, lease)) return 0;
    Object.assign(task, { token: task.token + 1, attempt: task.attempt - 1, holder: null, due: true });
    return 1;
  }

  /** What a changed rule and a decision about a suspect have in common: whatever lease there is ends. */
  restart(taskId: number): void {
    const task = this.tasks.get(taskId);
    if (task !== undefined) Object.assign(task, { token: task.token + 1, attempt: 0, holder: null, due: true });
  }

  /** Every lease ends, or every schedule comes round. */
  passTime(whose: "held" | "free"): void {
    for (const task of this.tasks.values()) {
      if ((task.holder === null) === (whose === "free")) task.due = true;
    }
  }

  suspects(): number[] {
    return [...this.tasks].filter(([, task]) => task.attempt >= attemptsMax).map(([taskId]) => taskId);
  }
}

/** A lease's name as a text. */
export function nameOf(lease: { readonly taskId: number; readonly token: number }): string {
  return `${lease.taskId}:${lease.token}`;
}

function holds(task: ModelTask, lease: GivenLease): boolean {
  return task.token === lease.token && task.holder === lease.agentId;
}
