import type { Logger } from "../base/log.ts";

/** Logs a trouble once when it begins, once when it becomes another, and once when it is over. */
export interface TroubleLog {
  /** `situation` is the same for the same trouble, whatever its message says. */
  note(trouble: { readonly situation: string; readonly message: string }): void;
  over(): void;
}

/** A log of one kind of trouble. `begins` and `ends` are the lines; `facts` go along with both. */
export function createTroubleLog(
  log: Logger,
  lines: { readonly begins: string; readonly ends: string; readonly facts?: () => Readonly<Record<string, unknown>> },
): TroubleLog {
  let named: string | undefined;
  const facts = lines.facts ?? (() => ({}));
  return {
    note({ situation, message }) {
      if (situation === named) return;
      named = situation;
      log.warning(lines.begins, { error: message, ...facts() });
    },
    over() {
      if (named === undefined) return;
      named = undefined;
      log.info(lines.ends, facts());
    },
  };
}
