import { shownText } from "./secrets/shown-url.ts";

/** What a caller can do about an error: the code decides exit status and HTTP status, the message is for a person. */
export type ErrorCode =
  | "usage"
  | "config"
  | "database"
  | "schema-too-new"
  | "unsupported"
  | "network"
  | "unauthorized"
  /** What was asked cannot be done as things are. */
  | "refused";

/** Something a caller cannot go on from. `message` says what was wrong with which thing and what to do about it. */
export class ArgosError extends Error {
  override readonly name = "ArgosError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The text of whatever was thrown, for a log line or as part of a longer message: addresses in it without their secrets. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return shownText(thrown.message || thrown.name);
  return shownText(String(thrown));
}
