import { formatDuration } from "../../base/duration.ts";

const whole = new Intl.NumberFormat("fr");

/** `12 345`, with the narrow no-break space of French typography. */
export function frenchNumber(value: number): string {
  return whole.format(value);
}

/** `1 site`, `412 sites`: in French 0 and 1 are singular. */
export function frenchCount(many: number, one: string, several = `${one}s`): string {
  return `${frenchNumber(many)} ${many < 2 ? one : several}`;
}

/** `1 j 2 h`, `350 ms`: a number and its unit stay together. */
export function frenchDuration(ms: number): string {
  return formatDuration(ms)
    .replace(/(\d) d\b/, "$1 j")
    .replace(/(\d) /g, "$1\u00a0");
}
