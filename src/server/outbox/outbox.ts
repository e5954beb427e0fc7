import { messageOf } from "../../base/error.ts";
import { startLoop } from "../../base/loop.ts";
import { dropUnwanted, rollRecipients } from "../../queue/recipient-roll.ts";
import type { OutboxDeps } from "./deps.ts";
import { dispatch, noticesMax } from "./dispatch.ts";
import { startLanes } from "./lanes.ts";
import { followPlan, type Plan } from "./plan.ts";

/** How often a server looks for notices, in milliseconds. */
const dispatchEveryMs = 500;

/** Full turns of the dispatcher in a row, before it looks whether it should stop. */
const turnsMax = 20;

/** How often a server says whom it has in its configuration, in milliseconds. */
const rollEveryMs = 30_000;

/** Turns notices into messages and sends them, until disposed. Any number of servers may do so on one database. */
export async function startOutbox(deps: OutboxDeps): Promise<AsyncDisposable> {
  const plan = followPlan(deps);
  await callRoll(deps, plan());
  const started = new AsyncDisposableStack();
  started.use(startLanes(deps, plan));
  started.use(
    startLoop(() => dispatchAll(deps, plan()), {
      name: "notices",
      everyMs: dispatchEveryMs,
      onError: (thrown) => deps.log.warning("cannot dispatch notices", { error: messageOf(thrown) }),
    }),
  );
  started.use(
    startLoop(() => callRoll(deps, plan()), {
      name: "recipients",
      everyMs: rollEveryMs,
      onError: (thrown) => deps.log.warning("cannot call the roll of recipients", { error: messageOf(thrown) }),
    }),
  );
  return started;
}

async function dispatchAll(deps: OutboxDeps, plan: Plan): Promise<void> {
  for (let turn = 0; turn < turnsMax; turn += 1) {
    if ((await dispatch(deps, plan)) < noticesMax) return;
  }
}

/** Says who is in the configuration, and drops the messages of those who are in none any more. */
export async function callRoll(deps: Pick<OutboxDeps, "db" | "log">, plan: Plan): Promise<void> {
  const dropped = await deps.db.transaction(async (tx) => {
    await rollRecipients(tx, plan.addressees);
    return await dropUnwanted(tx, plan.addressees);
  });
  for (const { recipient, messages } of dropped) {
    deps.log.warning("messages are dropped: their recipient left the configuration", { recipient, messages });
  }
}
