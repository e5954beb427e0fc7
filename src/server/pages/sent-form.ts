import { actorName } from "../../checks/silence-order.ts";
import { callerOf } from "../auth/guard.ts";
import { readForm } from "./read-form.ts";
import type { View, Views } from "./view.ts";

/** A form that a page of this session sent, and who sent it. */
export interface SentForm {
  readonly request: Request;
  readonly view: View;
  readonly fields: URLSearchParams;
  /** As it is stored and shown. */
  readonly by: string;
}

/** For the routes of forms: nothing parses the body before `readForm` does. */
export const unparsed = { parse: "none" } as const;

/** Reads a form. Throws a problem as `readForm` does. */
export async function sentForm(views: Views, request: Request): Promise<SentForm> {
  const fields = await readForm(request);
  const caller = callerOf(request);
  return { request, view: views(request), fields, by: actorName(caller.kind === "nobody" ? "" : caller.name) };
}
