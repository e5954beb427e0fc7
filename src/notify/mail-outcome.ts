import { cleanText } from "../base/clean-text.ts";
import type { SendOutcome } from "./delivery.ts";
import { doubtful, refused, unsent } from "./http-outcome.ts";

/** What went wrong with a mail, as far as it matters. */
export interface MailFailure {
  /** The library's name for it: EAUTH, ETLS, EENVELOPE, EMESSAGE … */
  readonly code: string;
  /** The SMTP command that failed; CONN where it was the connection. */
  readonly command: string;
  /** The server's reply code; undefined where it said nothing. */
  readonly replyCode: number | undefined;
  readonly message: string;
  /** Whether all of the message had been handed to the connection. */
  readonly handedOver: boolean;
}

const answerCharactersMax = 300;

/** What a failure says about a mail (RFC 5321, 4.2.1): 5yz is for good where it is about this mail or its recipient. */
export function mailOutcome(failure: MailFailure): SendOutcome {
  const { code, replyCode, handedOver } = failure;
  const why = code === "ETIMEDOUT" ? "no reply in time" : cleanText(failure.message, answerCharactersMax);
  if (replyCode !== undefined) return isForGood(failure, replyCode) ? refused(why) : unsent(why);
  if (isHopeless(failure)) return refused(why);
  return handedOver ? doubtful(why) : unsent(why);
}

/**
 * A login, TLS or a sender that is not accepted is for the administrator to mend, and all mail waits until then. 503 says
 * that the session was out of step, not that the mail is unwanted (RFC 5321, 4.2.2).
 */
function isForGood({ code, command }: MailFailure, replyCode: number): boolean {
  if (replyCode < 500 || replyCode === 503 || code === "EAUTH" || code === "ETLS") return false;
  if (command === "MAIL FROM") return replyCode === 552;
  return command === "RCPT TO" || command === "DATA";
}

/** The library itself refuses: an address that is none, or a message larger than the server said it takes. */
function isHopeless({ code, command }: MailFailure): boolean {
  return code === "EMESSAGE" || (code === "EENVELOPE" && command === "API");
}
