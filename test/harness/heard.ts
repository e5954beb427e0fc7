import PostalMime from "postal-mime";
import type { HttpDelivery, HttpSink } from "./http-sink.ts";
import type { SmtpSink, TakenMail } from "./smtp-sink.ts";

/** A message as it was taken. */
export interface Heard {
  /** Seconds from the start of the telling. */
  readonly atSeconds: number;
  readonly channel: "mail" | "gotify";
  /** The address, or the token. */
  readonly to: string;
  readonly title: string;
  readonly text: string;
  /** Of a mail, as its header says. */
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: string | undefined;
}

/** Writes down what sinks take. */
export interface Listener {
  readonly heard: readonly Heard[];
  /** Adds what came since it was called last. */
  listen(atSeconds: number): Promise<void>;
}

/** Listens to a mail server and to what Gotify is sent. */
export function listenTo(smtp: Pick<SmtpSink, "mails">, http: Pick<HttpSink, "deliveries">): Listener {
  const heard: Heard[] = [];
  let mails = 0;
  let pushes = 0;
  return {
    heard,
    async listen(atSeconds) {
      for (const mail of smtp.mails.slice(mails)) heard.push({ atSeconds, ...(await mailOf(mail)) });
      mails = smtp.mails.length;
      const posted = http.deliveries.slice(pushes).filter((one) => one.method === "POST");
      for (const push of posted) heard.push({ atSeconds, ...pushOf(push) });
      pushes = http.deliveries.length;
    },
  };
}

async function mailOf({ to, raw }: TakenMail): Promise<Omit<Heard, "atSeconds">> {
  const { subject = "", text = "", messageId, inReplyTo, references } = await PostalMime.parse(raw);
  return { channel: "mail", to: to.join(), title: subject, text, messageId, inReplyTo, references };
}

function pushOf({ headers, body }: HttpDelivery): Omit<Heard, "atSeconds"> {
  const { title, message } = gotifyMessageOf(JSON.parse(body));
  const thread = { messageId: undefined, inReplyTo: undefined, references: undefined };
  return { channel: "gotify", to: headers["x-gotify-key"] ?? "", title, text: message, ...thread };
}

/** Guarantee: what posts here is our channel, whose own tests hold it to this shape. */
function gotifyMessageOf(json: unknown): { readonly title: string; readonly message: string } {
  return json as { readonly title: string; readonly message: string };
}
