import { configureSync, getLogger, type Logger, type LogLevel, type LogRecord } from "@logtape/logtape";

import { withoutKnownSecrets } from "./secrets/known-secrets.ts";
import { shownText } from "./secrets/shown-url.ts";

export type { Logger } from "@logtape/logtape";

export const logLevels = ["debug", "info", "warning", "error"] as const;
export type LevelName = (typeof logLevels)[number];

/** A text that the log holds as it is: made to be found there, such as the link that makes the first administrator. */
export class LoggedAsWritten {
  constructor(readonly text: string) {}
}

/**
 * Sends every log line to standard error as logfmt: `ts=… level=… component=… msg="…" key=value`. Addresses stand in it
 * without their secrets, whatever put them there.
 */
export function startLogging(lowestLevel: LevelName): void {
  configureSync({
    reset: true,
    sinks: { stderr: (record) => void process.stderr.write(logfmtLine(record)) },
    loggers: [
      { category: ["argos"], sinks: ["stderr"], lowestLevel },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "error" },
    ],
  });
}

/** The logger of one component, such as `server` or `agent`. */
export function loggerOf(component: string): Logger {
  return getLogger(["argos", component]);
}

function logfmtLine(record: LogRecord): string {
  const facts: Record<string, unknown> = {
    ts: new Date(record.timestamp).toISOString(),
    level: record.level satisfies LogLevel,
    component: record.category.slice(1).join("."),
    msg: record.message.join(""),
    ...record.properties,
  };
  const pairs = Object.entries(facts).filter(([, value]) => value !== undefined && value !== "");
  return `${pairs.map(([key, value]) => `${key}=${quoted(value)}`).join(" ")}\n`;
}

function quoted(value: unknown): string {
  if (value instanceof LoggedAsWritten) return JSON.stringify(value.text);
  const written = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const text = withoutKnownSecrets(shownText(written));
  return /^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text);
}
