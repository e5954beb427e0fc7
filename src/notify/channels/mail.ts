import { PassThrough } from "node:stream";
import { createTransport } from "nodemailer";
import { cleanText } from "../../base/clean-text.ts";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/error.ts";
import { withoutSecrets } from "../../base/secrets/without-secrets.ts";
import type { Address, MailServer } from "../../config/notifications.ts";
import { codeOf } from "../../net/error-code.ts";
import type { Delivery, SendOutcome } from "../delivery.ts";
import { doubtful, refused, unsent } from "../http-outcome.ts";
import { mailOutcome } from "../mail-outcome.ts";
import { mailOf } from "./mail-headers.ts";

/** How long each step of a mail may take, in milliseconds. */
export interface MailPatience {
  readonly connectMs: number;
  readonly greetingMs: number;
  /** Without a word from the server. */
  readonly silenceMs: number;
  /** All of it. */
  readonly wholeMs: number;
}

export interface MailDeps {
  readonly clock: Clock;
  /** The server in force; undefined for none. */
  readonly server: () => MailServer | undefined;
  readonly patience: MailPatience;
  /** PEM certificates to trust instead of the runtime's. */
  readonly caPem: string | undefined;
}

const answerCharactersMax = 300;

/** Sends one mail over a connection of its own; rejects only when `signal` aborts. */
export async function sendMail(
  deps: MailDeps,
  { delivery, address }: { readonly delivery: Delivery; readonly address: Address & { readonly channel: "mail" } },
  signal: AbortSignal,
): Promise<SendOutcome> {
  signal.throwIfAborted();
  const server = deps.server();
  if (server === undefined) return refused("no mail server is configured");
  const deadline = new AbortController();
  const end = () => deadline.abort();
  const timer = setTimeout(end, deps.patience.wholeMs);
  signal.addEventListener("abort", end);
  const progress = { handedOver: false };
  const secrets = server.login === undefined ? [] : [server.login.password.reveal()];
  const transport = transportTo(server, deps, progress);
  try {
    const mail = { ...mailOf(delivery, address, server), date: deps.clock.now(), signal: deadline.signal };
    const { response } = await transport.sendMail({ ...mail, headers: { ...mail.headers } });
    return { kind: "sent", answer: withoutSecrets(cleanText(response, answerCharactersMax), secrets) };
  } catch (error) {
    signal.throwIfAborted();
    const outcome = outcomeOf(withoutSecrets(messageOf(error), secrets), {
      error,
      ...progress,
      late: deadline.signal.aborted,
    });
    return { ...outcome, answer: withoutSecrets(`${server.host}: ${outcome.answer}`, secrets) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    transport.close();
  }
}

interface Progress {
  /** Whether the last byte of the message went to the connection: from then on the server may have taken it. */
  handedOver: boolean;
}

function transportTo(server: MailServer, { patience, caPem }: MailDeps, progress: Progress) {
  const { login } = server;
  const transport = createTransport({
    host: server.host,
    port: server.port,
    secure: server.security === "tls",
    requireTLS: server.security === "starttls",
    ignoreTLS: server.security === "none",
    // Without it a server that offers no login would be given the mail without one.
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password.reveal() }, forceAuth: true }),
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(caPem === undefined ? {} : { ca: caPem }) },
    connectionTimeout: patience.connectMs,
    dnsTimeout: patience.connectMs,
    greetingTimeout: patience.greetingMs,
    socketTimeout: patience.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use("stream", (mail, done) => {
    mail.message.processFunc((content) => {
      const watched = new PassThrough();
      watched.once("end", () => {
        progress.handedOver = true;
      });
      content.once("error", (error: Error) => watched.destroy(error));
      return content.pipe(watched);
    });
    done();
  });
  return transport;
}

interface Failed extends Progress {
  readonly error: unknown;
  /** Whether the time for all of it was over. */
  readonly late: boolean;
}

function outcomeOf(message: string, { error, handedOver, late }: Failed): SendOutcome {
  if (late) return handedOver ? doubtful("not done in time") : unsent("not done in time");
  const { code, command, replyCode } = factsOf(error);
  return mailOutcome({ code, command, replyCode, message, handedOver });
}

/** What the library puts beside an error. */
function factsOf(error: unknown) {
  const has = error !== null && typeof error === "object";
  const command = has && "command" in error && typeof error.command === "string" ? error.command : "";
  const replyCode =
    has && "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : undefined;
  return { code: codeOf(error), command, replyCode };
}
