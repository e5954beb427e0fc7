import type { Bar } from "../../checks/availability.ts";
import type { Period } from "../../checks/period.ts";
import { barStartText } from "./bar-text.ts";
import { NumberCell } from "./marks.tsx";
import { Share } from "./share.tsx";
import { useView } from "./view.ts";

/** What the charts of a period show, in numbers, the newest first. */
export function BarTable({ bars, period }: { readonly bars: readonly Bar[]; readonly period: Period }) {
  const { words } = useView();
  const { availability } = words;
  const { table } = availability;
  const numbers = [availability.up, availability.down, availability.unknown, availability.maintenance];
  return (
    <details>
      <summary>{table.summary}</summary>
      <div class="wide">
        <table>
          <caption>{table.caption(availability.periods[period])}</caption>
          <thead>
            <tr>
              <th scope="col">{table.from}</th>
              {[...numbers, table.mean, table.max].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.toReversed().map((bar) => (
              <BarRow key={bar.startMs} bar={bar} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function BarRow({ bar }: { readonly bar: Bar }) {
  const view = useView();
  const { critical, unknown, maintenance } = bar.account;
  const lasted = (seconds: number) => (seconds === 0 ? "–" : view.words.frame.duration(seconds * 1000));
  return (
    <tr>
      <th scope="row">
        <time dateTime={new Date(bar.startMs).toISOString()}>{barStartText(bar, view)}</time>
      </th>
      <td class="number">
        <Share account={bar.account} />
      </td>
      <td class="number">{lasted(critical)}</td>
      <td class="number">{lasted(unknown)}</td>
      <td class="number">{lasted(maintenance)}</td>
      <NumberCell value={bar.meanMs === null ? null : Math.round(bar.meanMs)} />
      <NumberCell value={bar.maxMs === null ? null : Math.round(bar.maxMs)} />
    </tr>
  );
}
