import type { Json } from "../config/check.ts";
import { beginning, judgeText, tooLong } from "./body-text.ts";
import type { Answer, Body } from "./observation.ts";
import { failed, type Verdict } from "./verdict.ts";

type Parsed = { readonly kind: "json"; readonly value: Json } | { readonly kind: "not-json"; readonly message: string };

/** Several checks of a target read the same body. */
const parsedBodies = new WeakMap<Body, Parsed>();

/** A rule on the body as JSON: `judge` sees only bodies that are. A body that is not JSON fails with `not-json`. */
export function judgeJson(seen: Answer, judge: (value: Json) => Verdict): Verdict {
  return judgeText(seen, (body) => {
    if (body.kind === "too-long") return tooLong(body);
    const parsed = parsedBodies.get(body) ?? parse(body.text);
    parsedBodies.set(body, parsed);
    if (parsed.kind === "json") return judge(parsed.value);
    return failed("not-json", `expected JSON, saw ${beginning(body.text)}: ${parsed.message}`);
  });
}

/** A text nested deeper than the engine reads throws a RangeError: it is refused like one that is malformed. */
function parse(text: string): Parsed {
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) {
      return { kind: "not-json", message: thrown.message.replace("JSON Parse error: ", "") };
    }
    throw thrown;
  }
}
