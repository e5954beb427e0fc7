import { Type } from "@sinclair/typebox";
import { closed, Id } from "../../contract/v1/fields.ts";

const Token = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "the fencing token of the lease",
});
const Instant = Type.String({ format: "date-time", description: "by the clock of the database, UTC" });

/** What the document says of an answer with leases; the types of `src/contract/lease.ts` say it to the program. */
export const LeaseReply = Type.Object(
  {
    now: Instant,
    leases: Type.Array(
      Type.Object(
        {
          taskId: Id,
          token: Token,
          slot: Instant,
          leaseMs: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description: "milliseconds the lease has left" }),
          wantEvidence: Type.Boolean({ description: "whether to send the observation although every check passes" }),
          target: Type.Object({}, { additionalProperties: true, description: "the request to make and its checks" }),
        },
        closed,
      ),
    ),
    takesCertificates: Type.Optional(Type.Boolean({ description: "whether a result may name the certificate it saw" })),
    settings: Type.Optional(
      Type.Object(
        { revision: Type.String(), probe: Type.Object({}, { additionalProperties: true }) },
        { ...closed, description: "present when the agent has others" },
      ),
    ),
  },
  closed,
);
