import { Type } from "@sinclair/typebox";
import { actorName } from "../../../checks/silence-order.ts";

/** What every write takes beside its body. */
export const byQuery = Type.Object({
  by: Type.Optional(
    Type.String({ maxLength: 1000, description: "who does it, as it is to be shown; `api` if left out" }),
  ),
});

/** The name under which a write is recorded. */
export function writerName(by: string | undefined): string {
  return actorName(by ?? "") || "api";
}
