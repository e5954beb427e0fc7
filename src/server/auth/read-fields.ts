import { readText } from "../http/read-body.ts";
import { refuseUnstorable } from "../http/unstorable-text.ts";
import { ProblemError } from "../problem.ts";
import { isFromHere } from "./from-here.ts";

/** Bytes of a form at most: a page of Argos sends a few words. */
const formBytesMax = 16_384;

/**
 * The fields of a form that stood on a page of this server. Throws a problem with status 403 for one of another site, with
 * status 422 for a text that no database holds. It
 * looks for no session: only the forms of those who have none are read so.
 */
export async function readFields(request: Request): Promise<URLSearchParams> {
  if (!isFromHere(request)) throw foreignForm();
  const fields = new URLSearchParams(await readText(request, formBytesMax));
  refuseUnstorable(fields);
  return fields;
}

/** The refusal of a form that no page of this session sent. */
export function foreignForm(): ProblemError {
  return new ProblemError({
    status: 403,
    title: "Forbidden",
    detail: "this form does not come from a page of this session: open the page again and send it from there",
    fault: "foreign-form",
  });
}
