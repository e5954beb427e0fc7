import { equalTexts } from "../auth/equal-texts.ts";
import { callerOf } from "../auth/guard.ts";
import { foreignForm, readFields } from "../auth/read-fields.ts";

/**
 * The fields of a form that a page of this session sent. Throws a problem with status 403 where the session's token is
 * missing or another one, or the form stood on another site, whoever asks: every route that takes a form reads it here.
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const caller = callerOf(request);
  if (caller.kind !== "user") throw foreignForm();
  const fields = await readFields(request);
  if (!equalTexts(fields.get("csrf") ?? "", caller.csrf)) throw foreignForm();
  return fields;
}
