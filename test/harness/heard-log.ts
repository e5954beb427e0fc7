import { configureSync, getLogger, type Logger, resetSync } from "@logtape/logtape";

/** A log that keeps its lines. Disposing silences all loggers again. */
export interface HeardLog extends Disposable {
  readonly log: Logger;
  readonly lines: {
    readonly level: string;
    readonly text: string;
    readonly facts: Readonly<Record<string, unknown>>;
  }[];
  /** The texts of the lines whose text has `part`. */
  with(part: string): string[];
}

/** A log of a test's own; one at a time. */
export function heardLog(): HeardLog {
  const lines: HeardLog["lines"] = [];
  configureSync({
    reset: true,
    sinks: {
      kept: ({ level, message, properties }) => void lines.push({ level, text: message.join(""), facts: properties }),
    },
    loggers: [
      { category: ["heard"], sinks: ["kept"], lowestLevel: "debug" },
      { category: ["logtape", "meta"], sinks: [] },
    ],
  });
  return {
    log: getLogger(["heard"]),
    lines,
    with: (part) => lines.map(({ text }) => text).filter((text) => text.includes(part)),
    [Symbol.dispose]: resetSync,
  };
}
