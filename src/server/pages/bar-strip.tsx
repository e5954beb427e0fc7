import { type Account, type AccountState, accountStates, availabilityOf, stateOf } from "../../checks/account.ts";
import type { Bar } from "../../checks/availability.ts";
import { barStartText, barText } from "./bar-text.ts";
import type { Words } from "./english.ts";
import { useView } from "./view.ts";

const barWidth = 10;
const gap = 2;
const height = 40;

/** How high a bar stands, so that the worst is seen without its colour. */
const heights = { critical: 40, brief: 32, warning: 32, ok: 24, maintenance: 14, unknown: 10, none: 4 } as const;

/** A bar for each piece of a period, the oldest first, as high and as coloured as its gravest moment. */
export function BarStrip({ bars }: { readonly bars: readonly Bar[] }) {
  const view = useView();
  const [first] = bars;
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <figure class="chart">
      <svg
        class="bars"
        role="img"
        aria-label={alternative(bars, view.words)}
        viewBox={`0 0 ${bars.length * barWidth - gap} ${height}`}
        width="100%"
        height={height}
        preserveAspectRatio="none"
      >
        {bars.map((bar, index) => (
          <BarMark key={bar.startMs} bar={bar} index={index} />
        ))}
      </svg>
      <figcaption>
        <span>{barStartText(first, view)}</span> <span>{barStartText(last, view)}</span>
      </figcaption>
    </figure>
  );
}

function BarMark({ bar, index }: { readonly bar: Bar; readonly index: number }) {
  const view = useView();
  const state = shownState(bar.account);
  const tall = heights[state];
  return (
    <rect class={state} x={index * barWidth} y={height - tall} width={barWidth - gap} height={tall}>
      <title>{barText(bar, view)}</title>
    </rect>
  );
}

/** What was down for less than a hundredth of a bar is not drawn like an outage of all of it. */
function shownState(account: Account): AccountState | "brief" | "none" {
  const state = stateOf(account) ?? "none";
  return state === "critical" && (availabilityOf(account) ?? 0) > 0.99 ? "brief" : state;
}

function alternative(bars: readonly Bar[], words: Words): string {
  const { availability } = words;
  const states = [...accountStates, undefined].flatMap((state) => {
    const count = bars.filter((bar) => stateOf(bar.account) === state).length;
    return count === 0
      ? []
      : [`${count} ${state === undefined ? availability.bars.nothing : availability.states[state]}`];
  });
  return availability.bars.alternative(bars.length, states);
}
