import { type Static, Type } from "@sinclair/typebox";
import { BigId, closed, Instant, nullable } from "./fields.ts";

/** Something that somebody did. */
export const AuditItem = Type.Object(
  {
    id: BigId,
    at: Instant,
    actor: Type.String({ description: "who: `user:alice`, `token:deploy`, `cli:root@host`, `link`, `nobody`" }),
    address: nullable(Type.String({ description: "where it came from" })),
    action: Type.String({ description: "what: `login`, `silence.add`, `token.revoke` …" }),
    subject: Type.String({ description: "to what: `user:alice`, `incident:12` …" }),
    detail: Type.Record(Type.String(), Type.Unknown(), { description: "what else is to be known; never a secret" }),
  },
  closed,
);
export type AuditItem = Static<typeof AuditItem>;
