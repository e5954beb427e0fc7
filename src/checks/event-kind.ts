/** What can happen to an incident, as the database stores it. */
export const eventKinds = [
  "opened",
  "escalated",
  "eased",
  "flapping",
  "reopened",
  "acknowledged",
  "reminded",
  "recovered",
  "removed",
] as const;
export type EventKind = (typeof eventKinds)[number];
