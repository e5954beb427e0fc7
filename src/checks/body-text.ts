import type { Answer, Body } from "./observation.ts";
import { quoted } from "./quoted.ts";
import { undecided, type Verdict } from "./verdict.ts";

/** A body of which at least the start is text. */
export type ReadableBody = Exclude<Body, { kind: "undecodable" }>;

/** A rule on the text of a body: `judge` sees only bodies that could be decoded. */
export function judgeText(seen: Answer, judge: (body: ReadableBody) => Verdict): Verdict {
  const { body } = seen;
  if (body.kind !== "undecodable") return judge(body);
  return undecided("body-undecodable", `the body cannot be decoded: ${body.message}`);
}

/** The text as far as it was read. */
export function textOf(body: ReadableBody): string {
  return body.kind === "text" ? body.text : body.start;
}

/** What is said where the part of a body that was not read might decide. */
export function tooLong(body: { readonly bytesMax: number }): Verdict {
  return undecided("body-too-long", `the body is longer than the ${body.bytesMax} bytes that are read`);
}

/** How a body begins, for a message. */
export function beginning(text: string): string {
  return text === "" ? "an empty body" : quoted(text);
}
