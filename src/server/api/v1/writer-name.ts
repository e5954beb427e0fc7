import { Type } from "@sinclair/typebox";
import { actorName } from "../../../checks/silence-order.ts";
import { requestText } from "../../../contract/text.ts";
import { callerOf } from "../../auth/guard.ts";

/** What every write takes beside its body. */
export const byQuery = Type.Object({
  by: Type.Optional(
    requestText({
      maxLength: 1000,
      description: "who does it, as it is to be shown; the name of the login or of the token if left out",
      examples: ["ada"],
    }),
  ),
});

/** The name under which a write is recorded: the one given, else that of the caller. */
export function writerName(request: Request, by: string | undefined): string {
  const caller = callerOf(request);
  return actorName(by ?? "") || (caller.kind === "nobody" ? "api" : actorName(caller.name));
}
