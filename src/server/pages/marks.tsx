import { formatDuration } from "../../base/duration.ts";
import type { Severity } from "../../base/severity.ts";
import { useView } from "./view.ts";

/** A severity as a word in its colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const { words } = useView();
  return <span class={`severity ${severity}`}>{words.severities[severity]}</span>;
}

/** An instant to the second, without its zone: the foot of each page says that it is UTC. */
export function Instant({ at }: { readonly at: Date }) {
  return <time dateTime={at.toISOString()}>{instantText(at)}</time>;
}

/** How long something has lasted, and since when. */
export function Since({ at }: { readonly at: Date }) {
  const { now } = useView();
  return (
    <>
      <span class="long">{formatDuration(Math.max(0, now.getTime() - at.getTime()))}</span>{" "}
      <small>
        <time dateTime={at.toISOString()}>{instantText(at).slice(0, 16)}</time>
      </small>
    </>
  );
}

/** How long ago something was. */
export function Ago({ at }: { readonly at: Date }) {
  const { now, words } = useView();
  const ms = now.getTime() - at.getTime();
  return <time dateTime={at.toISOString()}>{ms < 1000 ? words.now : words.ago(formatDuration(ms))}</time>;
}

/** A cell with a number, right-aligned; a dash for null. */
export function NumberCell({ value }: { readonly value: number | null }) {
  const { words } = useView();
  return <td class="number">{value === null ? "–" : words.number(value)}</td>;
}

/** `2026-11-21 01:11:33`. */
export function instantText(at: Date): string {
  return at.toISOString().slice(0, 19).replace("T", " ");
}

/** An instant to the minute, with its day where that is not today. */
export function Clock({ at }: { readonly at: Date }) {
  const { now } = useView();
  const text = instantText(at).slice(0, 16);
  const isToday = text.slice(0, 10) === instantText(now).slice(0, 10);
  return <time dateTime={at.toISOString()}>{isToday ? text.slice(11) : text}</time>;
}
