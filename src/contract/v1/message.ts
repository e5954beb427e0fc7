import { type Static, Type } from "@sinclair/typebox";
import { oneOf } from "../one-of.ts";
import { BigId, Count, closed, Instant, nullable } from "./fields.ts";
import { messageStates } from "./message-state.ts";

/** Where a message is on its way. */
export const MessageStateField = oneOf(
  messageStates,
  "waiting for its time; sealed: being sent, or maybe sent; sent; dead: given up; dropped: nobody to tell or nothing to say",
);

/** A message to one recipient, in a list. */
export const MessageItem = Type.Object(
  {
    id: BigId,
    recipient: Type.String({ description: "names the recipient of the configuration, without a secret" }),
    state: MessageStateField,
    group: Type.String({ description: "what its incidents have in common: `cause:12`" }),
    events: Type.Integer({ minimum: 0, description: "events of incidents that it tells of" }),
    createdAt: Instant,
    endedAt: nullable(Instant),
    attempts: Count,
    title: Type.String({ description: "as it was sent; empty before" }),
    answer: Type.String({ description: "what the other side said last" }),
  },
  closed,
);
export type MessageItem = Static<typeof MessageItem>;

/** What became of a replay: a message that is not dead is left alone. */
export const MessageReplay = Type.Object({ outcome: oneOf(["replayed", "not-dead"]), message: MessageItem }, closed);
export type MessageReplay = Static<typeof MessageReplay>;
