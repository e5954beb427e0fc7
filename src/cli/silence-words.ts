import { hostname } from "node:os";
import { ArgosError } from "../base/error.ts";
import {
  actorName,
  parseSilenceMatch,
  parseSilenceOrder,
  type SilenceOrder,
  type Understood,
} from "../checks/silence-order.ts";
import type { SiteMatch } from "../config/silence.ts";

/** What the commands that silence something were given. */
export interface SilenceOptions {
  readonly match?: SiteMatch;
  readonly for: string;
  readonly comment: string;
}

/** The order that the options make. Throws ArgosError "usage". */
export function orderOf({ match = {}, for: duration, comment }: SilenceOptions): SilenceOrder {
  return understood(parseSilenceOrder({ match, for: duration, comment, by: whoever() }));
}

/** The match that the options make. Throws ArgosError "usage". */
export function matchOf(match: SiteMatch | undefined): SiteMatch {
  return understood(parseSilenceMatch(match ?? {}));
}

/**
 * Who runs the command: `cli:user@host`, and behind sudo the person rather than root. Only the environment knows a name,
 * and a container or a unit of systemd has none there: then it is the number.
 */
export function whoever(environment: NodeJS.ProcessEnv = process.env): string {
  const { SUDO_USER, USER, LOGNAME } = environment;
  const user = SUDO_USER || USER || LOGNAME || `uid-${process.getuid?.() ?? "unknown"}`;
  return actorName(`cli:${user}@${hostname()}`);
}

function understood<T>(parsed: Understood<T>): T {
  if (parsed.kind === "understood") return parsed.value;
  throw new ArgosError("usage", `--${parsed.message}`);
}
