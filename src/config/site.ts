import type { Check, Json } from "./check.ts";

export const methods = ["GET", "HEAD", "POST", "OPTIONS", "CONNECT", "TRACE", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** 4 and 6 force a family; "any" is one probe over whichever address answers. */
export type IpFamily = "any" | 4 | 6;

/** What is sent with a request. */
export type RequestData =
  | { readonly kind: "form"; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: "json"; readonly value: Json };

/** One request to make: the unit that is scheduled. */
export interface Target {
  /** Stable name over the whole configuration: site, method, URL, family, and `#2` for a second one alike. At most 500 characters. */
  readonly key: string;
  readonly url: string;
  readonly method: Method;
  readonly family: IpFamily;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: RequestData;
  readonly timeoutMs: number;
  /** How many redirects to follow; 0 judges the first answer. At most 5. */
  readonly redirectsMax: number;
  readonly intervalMs: number;
  /** Run once more this long after a result that is not ok; undefined waits for the next slot. */
  readonly recheckDelayMs?: number;
  readonly retryBeforeNotification: number;
  readonly checks: readonly Check[];
  /** `file:line` of the path in the configuration. */
  readonly definedAt: string;
}

/** One `websites` entry: a domain and its targets. */
export interface Site {
  /** Scheme, host and port, without a trailing slash: `https://example.org`. Unique. */
  readonly domain: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly targets: readonly Target[];
  /** Surely up: agents ask it when they doubt themselves, and the heartbeat follows it. */
  readonly canary: boolean;
  /** `file:line` of the entry. */
  readonly definedAt: string;
}
