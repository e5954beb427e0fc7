import { type Language, languages } from "../../config/notifications.ts";

/** What a visitor chose for this browser. */
export interface Preferences {
  /** Undefined for what the browser asks for. */
  readonly language: Language | undefined;
  /** Seconds between two loads of the summary; undefined for never. */
  readonly refreshSeconds: number | undefined;
}

/** Seconds between two loads of a page: fewer are of no use, since no number changes faster. */
const refreshSecondsMin = 5;
const refreshSecondsMax = 3600;

/** As long as browsers keep a cookie at most: 400 days, in seconds. */
const keptSeconds = 400 * 86_400;

const cookieNames = { language: "argos_language", refresh: "argos_refresh" } as const;

/** What a browser remembers for us; anything that we did not write counts as nothing. */
export function readPreferences(request: Request): Preferences {
  const kept = cookiesOf(request);
  return {
    language: parseLanguage(kept.get(cookieNames.language)),
    refreshSeconds: parseRefreshSeconds(kept.get(cookieNames.refresh)),
  };
}

/** One of our languages, or undefined. */
export function parseLanguage(text: string | null | undefined): Language | undefined {
  return languages.find((one) => one === text);
}

/** Whole seconds from 5 to 3600, or undefined for anything else, `off` among it. */
export function parseRefreshSeconds(text: string | null | undefined): number | undefined {
  const seconds = /^\d{1,4}$/.test(text ?? "") ? Number(text) : 0;
  return seconds >= refreshSecondsMin && seconds <= refreshSecondsMax ? seconds : undefined;
}

/**
 * A Set-Cookie that remembers a choice below `root`, or forgets it for an empty value. It is no secret and may cross plain
 * HTTP, where an installation has nothing else.
 */
export function preferenceCookie(name: keyof typeof cookieNames, value: string, root: string): string {
  const seconds = value === "" ? 0 : keptSeconds;
  return `${cookieNames[name]}=${value}; Path=${root}; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

function cookiesOf(request: Request): ReadonlyMap<string, string> {
  const pairs = (request.headers.get("cookie") ?? "").split(";").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()] as const;
  });
  return new Map(pairs);
}
