import type { Database } from "../../db/connect.ts";
import { type Deed, recordAudit } from "../../store/audit.ts";
import { callerName } from "./caller.ts";
import { addressOf, callerOf } from "./guard.ts";

/** What a request did; `actor` where that is not its caller. */
export type RequestDeed = Pick<Deed, "action" | "subject" | "detail"> & { readonly actor?: string };

/** Who did something by a request, from where: what the audit is to be told of it. */
export function deedOf(request: Request, deed: RequestDeed): Deed {
  return { actor: callerName(callerOf(request)), address: addressOf(request), ...deed };
}

/** Writes down what a request did. */
export async function auditRequest(db: Database, request: Request, deed: RequestDeed): Promise<void> {
  await db.run((sql) => recordAudit(sql, deedOf(request, deed)));
}
