/** Something wrong at one place of the configuration. Lines and columns count from 1; columns in UTF-16 units. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The line a person reads: `file:line:col: message`. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** The line of something that works, but hardly as meant: `file:line:col: warning: message`. */
export function formatWarning(problem: Problem): string {
  return formatProblem({ ...problem, message: `warning: ${problem.message}` });
}

/** Files in the order of `files`, then by place, each problem once; at most `problemsMax` and a count of the rest. */
export function sortProblems(found: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  const once = [...new Map(found.map((problem) => [formatProblem(problem), problem])).values()];
  const sorted = once.sort(
    (a, b) =>
      (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) ||
      a.line - b.line ||
      a.column - b.column ||
      (a.message < b.message ? -1 : 1),
  );
  const last = sorted[problemsMax - 1];
  if (sorted.length <= problemsMax || last === undefined) return sorted;
  const rest = { ...last, message: `and ${sorted.length - problemsMax} more problems after this place` };
  return [...sorted.slice(0, problemsMax), rest];
}

const problemsMax = 1000;
