import type { Database } from "../../src/db/connect.ts";
import { upsertCertificates } from "../../src/store/certificates.ts";
import { anAnswerEvidence } from "./evidence.ts";
import { storeDeed, storeIncident } from "./incident.ts";
import { storeMessage, storeRecipient } from "./message.ts";
import { aSeenCertificate } from "./seen-certificate.ts";
import { storeTarget } from "./stored-target.ts";

/** Stands wherever a secret may be: no page shows it. */
export const secret = "hunter2-very-secret";

/** Ids of what is stored of one text. */
export interface Story {
  readonly siteId: number;
  readonly targetId: number;
  readonly incidentId: number;
  readonly causeId: number;
}

/**
 * Stores a site with everything that a page shows of one: its target, check, result, evidence and agent, incidents with
 * their cause, what was done and said about them, and to whom. Every text that comes from outside is `text`; `index`
 * tells one such site from another.
 */
export async function storeStory(database: Database, text: string, index: number): Promise<Story> {
  const { siteId, targetId } = await storeTarget(database, everywhere(text, index));
  const domain = domainOf(text, index);
  const place = { domain, url: `${domain}?token=${secret}`, labels: { [text]: text }, definedAt: text, checkKey: text };
  const cause = { kind: "issuer", value: text, key: `${index} ${text}` } as const;
  const shared = { ...place, targetId, message: text, cause, firstSlot: new Date(0), flapping: true };
  const { id, causeId } = await storeIncident(database, { ...shared, subject: `target:${targetId}` });
  await storeIncident(database, { ...shared, targetId: null, subject: `agent:${index}`, domain: text });
  for (const kind of ["reminded", "acknowledged"] as const) {
    await storeDeed(database, { incidentId: id, kind, actor: text, message: text });
  }
  for (const state of ["sent", "dead", "waiting"] as const) {
    await storeMessage(database, { incidentId: id, causeId, state, recipient: text, title: text, answer: text });
  }
  const certificate = { ...aSeenCertificate({ issuer: text, subject: `of ${text}` }), targetId };
  await database.transaction((tx) => upsertCertificates(tx, [certificate]));
  await storeRecipient(database, { id: text, failingSince: new Date(0), lastError: text });
  await database.run((sql) => sql`update agent set isolated_at = now(), isolation = ${text} where name = ${text}`);
  return { siteId, targetId, incidentId: id, causeId };
}

/** The site of a story; a secret stands in it. */
export function domainOf(text: string, index: number): string {
  return `https://user:${secret}@${index}.example.org/${text}`;
}

/** A target all of whose texts are `text`, and whose secrets are known. */
function everywhere(text: string, index: number) {
  return {
    domain: domainOf(text, index),
    labels: { [text]: text },
    definedAt: text,
    checkKey: text,
    message: text,
    agent: text,
    spec: {
      url: `https://user:${secret}@${index}.example.org/?token=${secret}&q=${text}`,
      headers: { authorization: `Bearer ${secret}`, Cookie: secret, "X-Api-Key": secret, accept: text },
      data: { kind: "form", fields: { password: secret, [text]: secret } },
    },
    evidence: anAnswerEvidence({
      url: text,
      remoteAddress: text,
      headers: [[text, text]],
      bodyStart: text,
      redirects: [text],
      chain: [{ subject: text, issuer: text, notBeforeMs: 0, notAfterMs: 9e15, fingerprint: text }],
    }),
  } as const;
}
