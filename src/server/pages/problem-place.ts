import type { ConfigProblem } from "../../contract/v1/configuration.ts";

/** `file:line:col`, as an editor takes it. */
export function placeOf({ file, line, column }: ConfigProblem): string {
  return [file, ...(line === null ? [] : [line]), ...(column === null ? [] : [column])].join(":");
}
