/** What a form can have come to: a closed list, since it stands in an address that anybody can write. */
export const doneWords = [
  "acknowledged",
  "already-acknowledged",
  "incident-over",
  "silenced",
  "silence-ended",
  "rescheduled",
  "nothing-rescheduled",
  "replayed",
  "nothing-replayed",
  "agent-forgotten",
  "agent-alive",
  "reloaded",
  "not-reloaded",
] as const;
export type Done = (typeof doneWords)[number];

/** What the address of a page says that was done just now; undefined for nothing, and for words that are not ours. */
export function doneOf(url: string): Done | undefined {
  const word = URL.parse(url)?.searchParams.get("done");
  return doneWords.find((one) => one === word);
}
