import { cleanText } from "../base/clean-text.ts";
import type { SendOutcome } from "./delivery.ts";

/** What came back on an HTTP request, as far as it matters. */
export interface HttpAnswer {
  readonly status: number;
  /** The header as sent; null for none. */
  readonly retryAfter: string | null;
  /** The start of the body. */
  readonly text: string;
}

/** Nobody is asked to wait longer, whatever the other side says. */
export const retryAfterMsMax = 3_600_000;

const answerCharactersMax = 200;

/** What an HTTP status says about a message (RFC 9110, 15). `nowMs` is the present, for a `Retry-After` that is a date. */
export function httpOutcome(answer: HttpAnswer, nowMs: number): SendOutcome {
  const said = saidOf(answer);
  if (answer.status >= 200 && answer.status < 300) return { kind: "sent", answer: said };
  const again = isWorthAnother(answer.status);
  return {
    kind: "failed",
    again,
    // A gateway that gave up waiting had handed the message on.
    perhaps: answer.status === 504,
    answer: said,
    retryAfterMs: again ? retryAfterMs(answer.retryAfter, nowMs) : undefined,
  };
}

/** An outcome of an attempt whose message never left: there is no answer, `why` says so. */
export function unsent(why: string): SendOutcome {
  return { kind: "failed", again: true, perhaps: false, answer: why, retryAfterMs: undefined };
}

/** An outcome of an attempt that no other attempt can better. */
export function refused(why: string): SendOutcome {
  return { kind: "failed", again: false, perhaps: false, answer: why, retryAfterMs: undefined };
}

/** An outcome of an attempt whose message may have arrived. */
export function doubtful(why: string): SendOutcome {
  return { kind: "failed", again: true, perhaps: true, answer: why, retryAfterMs: undefined };
}

/** Of the redirects only those that call themselves temporary: a server under repair sends them. */
function isWorthAnother(status: number): boolean {
  if (status >= 500) return true;
  return [302, 303, 307, 408, 425, 429].includes(status);
}

function saidOf({ status, text }: HttpAnswer): string {
  const meaning = meaningOf(status);
  const body = cleanText(text, answerCharactersMax).trim();
  return [`HTTP ${status}`, meaning, body].filter((part) => part !== "").join(": ");
}

function meaningOf(status: number): string {
  if (status >= 300 && status < 400) return "a redirect, which is not followed: configure the address it leads to";
  if (status === 401 || status === 403) return "the token or the permission is not accepted";
  if (status === 404) return "there is nothing at the configured address";
  return "";
}

/** Milliseconds of a `Retry-After` (RFC 9110, 10.2.3): seconds or a date; undefined for anything else. */
function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), retryAfterMsMax);
}
