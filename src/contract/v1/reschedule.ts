import { type Static, Type } from "@sinclair/typebox";
import { Count, closed } from "./fields.ts";

/** What was made due. */
export const Rescheduled = Type.Object(
  {
    rescheduled: {
      ...Count,
      description:
        "targets that are due now; those that are due already or that an agent is looking at are not counted",
    },
  },
  closed,
);
export type Rescheduled = Static<typeof Rescheduled>;
