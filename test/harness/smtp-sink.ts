import type { Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import type { ServedCertificate } from "../farm/certificates.ts";

/** A mail as the server took it: the recipients of the SMTP session and the bytes after DATA. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  /** Who logged in; undefined for nobody. */
  readonly user: string | undefined;
}

/** A step of a session. "end" is the end of the message, when all of it has come. */
export type SmtpStep = "connect" | "mail" | "rcpt" | "end";

/** What the sink does from now on. */
export type SmtpBehaviour =
  | { readonly kind: "accept" }
  | { readonly kind: "reject"; readonly at: SmtpStep; readonly code: number; readonly text?: string }
  /** Says nothing more when it comes to the step. */
  | { readonly kind: "stall"; readonly at: SmtpStep }
  /** Cuts the connection when it comes to the step. */
  | { readonly kind: "break"; readonly at: SmtpStep };

/** A mail server that keeps what it is sent. */
export interface SmtpSink extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What was taken for good: a mail that stalled or broke at its end is not among these, but in `seen`. */
  readonly mails: readonly TakenMail[];
  /** Messages of which every byte came. */
  readonly seen: readonly TakenMail[];
  behave(behaviour: SmtpBehaviour): void;
}

export interface SmtpSinkOptions {
  /** Offers STARTTLS, or TLS from the start. */
  readonly tls?: { readonly mode: "starttls" | "tls"; readonly certificate: ServedCertificate };
  /** Who may log in; without it nobody has to. */
  readonly login?: { readonly user: string; readonly password: string };
}

type Callback = (error?: Error | null) => void;

/** Listens on a free port of the loopback; accepts everything until told otherwise. */
export async function startSmtpSink({ tls, login }: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const mails: TakenMail[] = [];
  const seen: TakenMail[] = [];
  const sockets = new Set<Socket>();
  let behaviour: SmtpBehaviour = { kind: "accept" };

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  function at(step: SmtpStep, done: Callback): void {
    if (behaviour.kind === "accept" || behaviour.at !== step) done();
    else if (behaviour.kind === "break") cut();
    else if (behaviour.kind === "reject") {
      const { code, text = "not now" } = behaviour;
      done(Object.assign(new Error(text), { responseCode: code }));
    }
  }

  const server = new SMTPServer({
    secure: tls?.mode === "tls",
    ...(tls === undefined ? {} : tls.certificate),
    authOptional: login === undefined,
    disabledCommands: [...(tls?.mode === "starttls" ? [] : ["STARTTLS"]), ...(login === undefined ? ["AUTH"] : [])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 10,
    onConnect: (_, done) => at("connect", done),
    onAuth: ({ username, password }, _, done) => {
      const known = username === login?.user && password === login?.password;
      done(known ? null : Object.assign(new Error("who are you?"), { responseCode: 535 }), { user: username });
    },
    onMailFrom: (_, __, done) => at("mail", done),
    onRcptTo: (_, __, done) => at("rcpt", done),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
          secure: session.secure,
          user: typeof session.user === "string" ? session.user : undefined,
        };
        seen.push(mail);
        at("end", (error) => {
          if (!error) mails.push(mail);
          done(error);
        });
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.server.address();
  return {
    host: "127.0.0.1",
    port: typeof bound === "object" && bound !== null ? bound.port : 0,
    mails,
    seen,
    behave: (next) => {
      behaviour = next;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
