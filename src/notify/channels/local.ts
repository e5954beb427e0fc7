import { loggerOf } from "../../base/log.ts";
import type { Delivery, SendOutcome } from "../delivery.ts";

const log = loggerOf("notify");

/** A message as one log line: for an installation whose log somebody reads, or whose messages nobody wants yet. */
export function logDelivery({ letter, idempotencyKey, recipient }: Delivery): SendOutcome {
  const { title, severity } = letter;
  log.warn("notification", { title, severity, recipient: recipient.id, key: idempotencyKey });
  return { kind: "sent", answer: "written to the log" };
}
