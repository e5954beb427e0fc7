import { createHash } from "node:crypto";
import addressParser from "nodemailer/lib/addressparser";
import type { Address, MailServer } from "../../config/notifications.ts";
import type { Delivery } from "../delivery.ts";
import { cutTitle } from "../letter.ts";

/** Everything of a mail but its transport: plain text, one recipient, one thread per story. */
export function mailOf(delivery: Delivery, address: Address & { readonly channel: "mail" }, server: MailServer) {
  const { letter, idempotencyKey, opensThread } = delivery;
  const from = senderOf(server.from);
  const domain = from.address.split("@").at(-1) ?? "localhost";
  const threadId = `<${threadName(delivery)}@${domain}>`;
  return {
    from,
    to: { name: "", address: address.to },
    // A text that looks like an encoded word (RFC 2047, 2) would be decoded by the reader of the mail.
    subject: cutTitle(`[Argos] ${letter.title.replaceAll("=?", "= ?")}`),
    text: letter.text,
    textEncoding: "quoted-printable",
    messageId: opensThread ? threadId : `<${idempotencyKey}@${domain}>`,
    ...(opensThread ? {} : { inReplyTo: threadId, references: threadId }),
    headers: {
      // RFC 3834, 5: no holiday message answers this.
      "Auto-Submitted": "auto-generated",
      // RFC 2919: what a filter of the reader goes by.
      "List-Id": `<argos.${domain}>`,
      "X-Argos-Key": idempotencyKey,
      "X-Argos-Severity": letter.severity,
    },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}

/** The same for each message of a story to a recipient, whatever happens to the first: later ones refer to it. */
function threadName({ thread, recipient }: Delivery): string {
  return createHash("sha256").update(`${thread}\n${recipient.id}`).digest("hex").slice(0, 32);
}

function senderOf(from: string) {
  const [parsed] = addressParser(from, { flatten: true });
  return { name: parsed?.name || "Argos", address: parsed?.address ?? from };
}
