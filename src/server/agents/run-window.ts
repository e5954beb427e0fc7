import { isUnanswered } from "../../checks/reason.ts";
import type { RunResult } from "../../contract/agent.ts";

/** Runs of one agent that are remembered. */
export const windowMax = 20;

/** So many runs without an answer from any canary, among those remembered, and the agent is isolated. */
const cutOffMin = 3;

/** Fewer runs than these say nothing about shares, neither for nor against an agent. */
const knownMin = 10;

/** So many places without an answer are more than one hoster that is down. */
const placesMin = 5;

/** What one run says about its agent. */
export type RunNote =
  /** Something came back from the target, so the agent's network works. */
  | { readonly kind: "answered" }
  /** Nothing came back; `place` is where it was asked for: an address, or a host that has none. */
  | { readonly kind: "unanswered"; readonly place: string }
  /** Nothing came back, and no canary answered either. */
  | { readonly kind: "cut-off" }
  /** The agent says that it is at fault. */
  | { readonly kind: "own-fault" };

/** What a run says about its agent; undefined where the network was not used. */
export function noteOf(run: RunResult): RunNote | undefined {
  const reasons = run.findings.map((one) => one.reason);
  if (run.kind === "answer") return { kind: "answered" };
  if (run.kind === "agent-error") return { kind: reasons.includes("agent-isolated") ? "cut-off" : "own-fault" };
  if (reasons.some((one) => one === "address-refused" || one === "request-unsendable" || one === "probe-bug"))
    return undefined;
  return reasons.some(isUnanswered) ? { kind: "unanswered", place: placeOf(run) } : { kind: "answered" };
}

/**
 * Why an agent that was believed is not to be believed any more, as words about it; undefined for no reason. Where it asks
 * canaries before it calls a target silent, many silent targets are no reason: a canary answered each time.
 */
export function doubtOf(notes: readonly RunNote[], agent: { readonly asksCanaries: boolean }): string | undefined {
  const known = notes.length;
  const cutOff = countOf(notes, "cut-off");
  if (cutOff >= cutOffMin) return `none of its canaries answered after ${cutOff} of its last ${known} runs`;
  if (known < knownMin) return undefined;
  const ownFaults = countOf(notes, "own-fault");
  if (ownFaults * 2 > known) return `${ownFaults} of its last ${known} runs failed by its own fault`;
  const unanswered = countOf(notes, "unanswered");
  const places = new Set(notes.flatMap((one) => (one.kind === "unanswered" ? [one.place] : []))).size;
  if (agent.asksCanaries || unanswered * 5 < known * 4 || places < placesMin) return undefined;
  return `${unanswered} of its last ${known} runs had no answer, from ${places} places`;
}

/** Whether an isolated agent is to be believed again, from its runs since: 7 of the last 10 had an answer. */
export function isBack(notes: readonly RunNote[]): boolean {
  const last = notes.slice(-knownMin);
  return last.length === knownMin && countOf(last, "answered") * 10 >= knownMin * 7;
}

function countOf(notes: readonly RunNote[], kind: RunNote["kind"]): number {
  return notes.filter((one) => one.kind === kind).length;
}

/** Failures bring evidence with the URL asked; one that was too long to send counts by itself. */
function placeOf(run: RunResult): string {
  if (run.remoteAddress !== undefined) return run.remoteAddress;
  const { evidence } = run;
  const url: unknown = typeof evidence === "object" && evidence !== null ? Reflect.get(evidence, "url") : undefined;
  return (typeof url === "string" ? URL.parse(url)?.host : undefined) ?? `task ${run.taskId}`;
}
