import type { Severity } from "../../base/severity.ts";
import { useView } from "./view.ts";

/** A severity as a word in its colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  const { words } = useView();
  return <span class={`severity ${severity}`}>{words.severities[severity]}</span>;
}

/** An instant to the second, without its zone: the foot of each page names it. */
export function Instant({ at }: { readonly at: Date }) {
  const { times } = useView();
  return <time dateTime={at.toISOString()}>{times.second(at)}</time>;
}

/** How long something has lasted, and since when. */
export function Since({ at }: { readonly at: Date }) {
  const { now, times, words } = useView();
  return (
    <>
      <span class="long">{words.frame.duration(Math.max(1000, now.getTime() - at.getTime()))}</span>{" "}
      <small>
        <time dateTime={at.toISOString()}>{times.minute(at)}</time>
      </small>
    </>
  );
}

/** How long ago something was. */
export function Ago({ at }: { readonly at: Date }) {
  const { now, words } = useView();
  const ms = now.getTime() - at.getTime();
  return <time dateTime={at.toISOString()}>{ms < 1000 ? words.now : words.ago(words.frame.duration(ms))}</time>;
}

interface NumberProps {
  readonly value: number | null;
  /** What it counts, where a phone does not show the head of the table. */
  readonly label?: string;
}

/** A cell with a number, right-aligned; a dash for null. */
export function NumberCell({ value, label }: NumberProps) {
  const { words } = useView();
  return (
    <td class="number" data-label={label}>
      {value === null ? "–" : words.number(value)}
    </td>
  );
}

/** An instant to the minute, with its day where that is not today. */
export function Clock({ at }: { readonly at: Date }) {
  const { now, times } = useView();
  return <time dateTime={at.toISOString()}>{times.clock(at, now)}</time>;
}
