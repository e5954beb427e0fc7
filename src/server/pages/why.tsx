import type { Reason } from "../../checks/reason.ts";
import { useView } from "./view.ts";

interface WhyProps {
  readonly reason: Reason;
  /** What was expected and seen; empty for nothing to add. */
  readonly message: string;
}

/** Why something is not ok: the reason in words and what was seen, unless that is the same once more. */
export function Why({ reason, message }: WhyProps) {
  const { words } = useView();
  const said = words.reasons[reason];
  return (
    <>
      {said} {message === "" || message === said ? null : <small>{message}</small>}
    </>
  );
}

/** What those of the reasons mean that need more than their words, each once; nothing where none does. */
export function Meanings({ reasons }: { readonly reasons: readonly Reason[] }) {
  const { words } = useView();
  return (
    <>
      {[...new Set(reasons)].map((reason) => {
        const meaning = words.explained[reason];
        return meaning === undefined ? null : (
          <p key={reason} class="quiet meaning">
            <strong>{words.reasons[reason]}</strong>
            {words.frame.colon}
            {meaning}
          </p>
        );
      })}
    </>
  );
}
