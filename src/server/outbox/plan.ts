import type { NotificationSettings } from "../../config/notifications.ts";
import type { Sender } from "../../notify/delivery.ts";
import type { Addressee } from "../../queue/recipient.ts";
import type { OutboxDeps, Routing } from "./deps.ts";
import { laneOf } from "./lane.ts";

/** What follows from the settings in force. */
export interface Plan {
  readonly settings: NotificationSettings;
  readonly routing: Routing;
  readonly sender: Sender;
  /** Everybody in force, with their lanes. */
  readonly addressees: readonly Addressee[];
  /** The lane of each of them, by id. */
  readonly laneById: ReadonlyMap<string, string>;
  /** Each lane once. */
  readonly lanes: readonly string[];
}

/** Gives the plan of the settings in force: made once for each that it is given. */
export function followPlan(deps: Pick<OutboxDeps, "settings" | "compileRouting" | "createSender">): () => Plan {
  let plan: Plan | undefined;
  return () => {
    const settings = deps.settings();
    if (plan?.settings === settings) return plan;
    const addressees = [...settings.recipients.values()].map((one) => ({ id: one.id, lane: laneOf(one) }));
    plan = {
      settings,
      routing: deps.compileRouting(settings),
      sender: deps.createSender(settings),
      addressees,
      laneById: new Map(addressees.map((one) => [one.id, one.lane])),
      lanes: [...new Set(addressees.map((one) => one.lane))],
    };
    return plan;
  };
}
