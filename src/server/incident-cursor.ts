import type { IncidentRow } from "../store/incident-rows.ts";
import { encodeCursor } from "./cursor.ts";

/** Where a list of open incidents goes on after a row. */
export function openCursorAfter({ severity, openedText, id }: IncidentRow): string {
  return encodeCursor({ severity, openedText, id });
}

/** Where a list of closed incidents goes on after a row. */
export function closedCursorAfter({ closedText, id }: IncidentRow): string {
  return encodeCursor({ closedText, id });
}
