import { PassThrough } from "node:stream";
import { createTransport } from "nodemailer";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/error.ts";
import type { Address, MailServer } from "../../config/notifications.ts";
import { codeOf } from "../../net/fault.ts";
import type { Delivery, SendOutcome } from "../delivery.ts";
import { doubtful, refused, unsent } from "../http-outcome.ts";
import { mailOutcome } from "../mail-outcome.ts";
import { withoutSecrets } from "../without-secrets.ts";
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
  const transport = transportTo(server, deps, progress);
  try {
    const mail = { ...mailOf(delivery, address, server), date: deps.clock.now(), signal: deadline.signal };
    const { response } = await transport.sendMail({ ...mail, headers: { ...mail.headers } });
    return { kind: "sent", answer: response };
  } catch (error) {
    signal.throwIfAborted();
    return told(server, outcomeOf(error, { ...progress, late: deadline.signal.aborted }, deps.patience));
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

function outcomeOf(
  error: unknown,
  { handedOver, late }: Progress & { readonly late: boolean },
  { wholeMs }: MailPatience,
): SendOutcome {
  if (late) {
    const why = `not done within ${wholeMs / 1000} s`;
    return handedOver ? doubtful(why) : unsent(why);
  }
  return mailOutcome({
    code: codeOf(error),
    command: textOf(error, "command"),
    replyCode: replyCodeOf(error),
    message: messageOf(error),
    handedOver,
  });
}

function textOf(error: unknown, name: "command"): string {
  if (error === null || typeof error !== "object" || !(name in error)) return "";
  return typeof error[name] === "string" ? error[name] : "";
}

function replyCodeOf(error: unknown): number | undefined {
  if (error === null || typeof error !== "object" || !("responseCode" in error)) return undefined;
  return typeof error.responseCode === "number" ? error.responseCode : undefined;
}

/** Names the server, without the password in whatever it said. */
function told({ host, login }: MailServer, outcome: SendOutcome): SendOutcome {
  const secrets = login === undefined ? [] : [login.password.reveal()];
  return { ...outcome, answer: withoutSecrets(`${host}: ${outcome.answer}`, secrets) };
}
