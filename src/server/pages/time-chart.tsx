import { type Bar, foldCells } from "../../checks/availability.ts";
import { barStartText } from "./bar-text.ts";
import { axisMax, timeAreas } from "./time-areas.ts";
import { useView } from "./view.ts";

const barWidth = 10;
const height = 100;

/** Response times of a period: a line for the mean, a band up to the longest, and gaps where nothing answered. */
export function TimeChart({ bars }: { readonly bars: readonly Bar[] }) {
  const view = useView();
  const { words } = view;
  const { times } = words.availability;
  const { meanMs, maxMs } = foldCells(bars);
  const [first] = bars;
  const last = bars.at(-1);
  if (meanMs === null || maxMs === null || first === undefined || last === undefined) {
    return <p class="quiet">{times.none}</p>;
  }
  const topMs = axisMax(maxMs);
  const areas = timeAreas(bars, { topMs, barWidth, height });
  const written = (ms: number) => words.number(Math.round(ms));
  return (
    <figure class="chart">
      <h2>{times.heading}</h2>
      <div class="plot">
        <div class="axis" aria-hidden="true">
          <span>{times.ms(written(topMs))}</span>
          <span>{times.ms(words.number(topMs / 2))}</span>
          <span>0</span>
        </div>
        <svg
          class="times"
          role="img"
          aria-label={times.alternative(written(meanMs), written(maxMs))}
          viewBox={`0 0 ${bars.length * barWidth} ${height}`}
          width="100%"
          height="120"
          preserveAspectRatio="none"
        >
          <line class="half" x1="0" x2={bars.length * barWidth} y1={height / 2} y2={height / 2} />
          {areas.map(({ key, band, line }) => (
            <g key={key}>
              <polygon class="band" points={band} />
              <polyline class="mean" points={line} fill="none" vector-effect="non-scaling-stroke" />
            </g>
          ))}
        </svg>
      </div>
      <figcaption>
        <span>{barStartText(first, view)}</span> <span class="legend">{times.legend}</span>{" "}
        <span>{barStartText(last, view)}</span>
      </figcaption>
    </figure>
  );
}
