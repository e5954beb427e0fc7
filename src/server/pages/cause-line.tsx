import type { CauseRow } from "../../store/open-causes.ts";
import { Clock } from "./marks.tsx";
import { useView } from "./view.ts";

/** A cause in one line: `412 sites on 192.0.2.7: connection refused since 14:02`. */
export function CauseLine({ cause }: { readonly cause: CauseRow }) {
  const { words } = useView();
  const { what, since } = words.incidents.cause;
  return (
    <>
      {what(cause)}
      {words.frame.colon}
      {words.reasons[cause.reason]} {since} <Clock at={cause.openedAt} />
    </>
  );
}
