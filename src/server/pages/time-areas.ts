import type { Bar } from "../../checks/availability.ts";

/** What is drawn of bars in a row that have response times: `points` of SVG (SVG 2, section 9.6). */
export interface TimeArea {
  readonly key: number;
  /** From the mean up to the longest. */
  readonly band: string;
  readonly line: string;
}

export interface Plot {
  /** The time at the upper edge, in milliseconds; more than 0. */
  readonly topMs: number;
  readonly barWidth: number;
  readonly height: number;
}

/** The round number, 1, 2 or 5 and noughts, that no time is over: 1 ms at least. */
export function axisMax(maxMs: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, maxMs)));
  const step = [1, 2, 5].find((one) => one * magnitude >= maxMs) ?? 10;
  return step * magnitude;
}

/** One area for each stretch without a gap: a bar is a step, so that even one alone is seen. */
export function timeAreas(bars: readonly Bar[], plot: Plot): TimeArea[] {
  const stretches: Step[][] = [];
  let last: Step | undefined;
  for (const [index, { meanMs, maxMs }] of bars.entries()) {
    if (meanMs === null || maxMs === null) continue;
    const step = { index, mean: yOf(meanMs, plot), max: yOf(maxMs, plot) };
    if (last?.index === index - 1) stretches.at(-1)?.push(step);
    else stretches.push([step]);
    last = step;
  }
  return stretches.map((steps) => {
    const line = steps.flatMap(({ index, mean }) => edges(index, mean, plot));
    const top = steps.flatMap(({ index, max }) => edges(index, max, plot));
    return { key: steps[0]?.index ?? 0, line: line.join(" "), band: [...top, ...line.toReversed()].join(" ") };
  });
}

interface Step {
  readonly index: number;
  readonly mean: number;
  readonly max: number;
}

function edges(index: number, y: number, { barWidth }: Plot): string[] {
  return [`${index * barWidth},${y}`, `${(index + 1) * barWidth},${y}`];
}

/** To a tenth; what is over the edge is at the edge. */
function yOf(ms: number, { topMs, height }: Plot): number {
  const share = Math.min(1, Math.max(0, ms / topMs));
  return Math.round((1 - share) * height * 10) / 10;
}
