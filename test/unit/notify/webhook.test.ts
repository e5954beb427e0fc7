import { afterAll, beforeEach, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { type WebhookAddress, webhookSignature } from "../../../src/notify/channels/webhook.ts";
import { aBulletin, anEnded, anItem, aSection } from "../../builders/bulletin.ts";
import { aDelivery } from "../../builders/delivery.ts";
import { aSender } from "../../builders/sender.ts";
import { startHttpSink } from "../../harness/http-sink.ts";

const sink = await startHttpSink();
const sender = aSender();
beforeEach(() => sink.behave({ kind: "answer", status: 200 }));
afterAll(async () => await sink[Symbol.asyncDispose]());

const secret = new Secret("token-0123456789");
const webhook: WebhookAddress = { channel: "webhook", url: new Secret(`${sink.url}/hook`), secret, shape: "argos" };

async function sent(address: WebhookAddress, overrides: Parameters<typeof aDelivery>[0] = {}) {
  const outcome = await sender.send(aDelivery({ address, ...overrides }), new AbortController().signal);
  expect(outcome).toMatchObject({ kind: "sent" });
  const delivery = sink.deliveries.at(-1);
  if (delivery === undefined) throw new Error("nothing was sent");
  return { ...delivery, content: JSON.parse(delivery.body) };
}

test("a webhook gets every fact, signed", async () => {
  const { letter, idempotencyKey } = aDelivery();
  const bulletin = aBulletin([aSection([anItem(), anEnded({ incidentId: 8, agent: undefined, links: undefined })])]);
  const beforeMs = Date.now();
  const { path, headers, content, body } = await sent(webhook, { bulletin, letter });
  const afterMs = Date.now();
  expect(path).toBe("/hook");
  expect(content).toMatchObject({
    version: 1,
    idempotencyKey,
    thread: "cause-12",
    contact: "asso-42",
    language: "en",
    severity: "critical",
    title: "CRITICAL: example.org: wrong status",
    text: letter.text,
    url: "https://argos.example.net/incidents/7",
    at: "2026-11-20T13:14:00.000Z",
    causes: [{ id: 12, kind: "address", value: "192.0.2.7", incidents: 2, openIncidents: 1, more: 0 }],
  });
  expect(content.causes[0].items[0]).toEqual({
    incident: 7,
    change: "opened",
    severity: "critical",
    worstSeverity: "critical",
    reason: "wrong-status",
    message: "expected status 200, got 503",
    domain: "https://example.org",
    url: "https://example.org/status.php",
    check: "status-is",
    openedAt: "2026-11-20T13:02:00.000Z",
    closedAt: null,
    definedAt: "conf.d/asso.yml:214",
    labels: { owner: "asso-42" },
    agent: "paris-1",
    links: {
      incident: "https://argos.example.net/incidents/7",
      acknowledge: "https://argos.example.net/act/acknowledge/7?s=a1",
      silence: "https://argos.example.net/act/silence/7?s=b2",
    },
  });
  expect(content.causes[0].items[1]).toMatchObject({
    change: "recovered",
    closedAt: "2026-11-20T13:14:00.000Z",
    agent: null,
    links: { incident: null, acknowledge: null, silence: null },
  });
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["argos-signature"] ?? "") ?? [];
  const expected = createHmac("sha256", "token-0123456789").update(`${seconds}.${body}`).digest("hex");
  expect(digest).toBe(expected);
  expect(Number(seconds)).toBeWithin(Math.floor(beforeMs / 1000), Math.floor(afterMs / 1000) + 1);
});

// The digest is what `openssl dgst -sha256 -hmac key` says of `1000000000.{}`.
test("a webhook's signature is an HMAC of time and body", () => {
  expect(webhookSignature("key", "{}", 1_000_000_000)).toBe(
    "t=1000000000,v1=75b6c77cc6c239a694a465dd57e895218bcfe0130606fd23cdbfa0f49436a4b8",
  );
});

test("a webhook without a secret is not signed", async () => {
  expect((await sent({ ...webhook, secret: undefined })).headers).not.toHaveProperty("argos-signature");
});

test("a receiver of Alertmanager's gets what Alertmanager would send", async () => {
  const bulletin = aBulletin([
    aSection([anItem({ labels: { owner: "asso-42", "2nd level": "yes" } }), anEnded({ incidentId: 8 })], { more: 3 }),
  ]);
  const { content } = await sent({ ...webhook, shape: "alertmanager" }, { bulletin });
  expect(Object.keys(content).sort()).toEqual([
    "alerts",
    "commonAnnotations",
    "commonLabels",
    "externalURL",
    "groupKey",
    "groupLabels",
    "receiver",
    "status",
    "truncatedAlerts",
    "version",
  ]);
  expect(content).toMatchObject({
    version: "4",
    groupKey: '{}:{thread="cause-12"}',
    truncatedAlerts: 3,
    status: "firing",
    receiver: "asso-42",
    groupLabels: { cause: "12" },
    externalURL: "https://argos.example.net/",
  });
  expect(content.commonLabels).toEqual({
    owner: "asso-42",
    alertname: "wrong-status",
    severity: "critical",
    domain: "https://example.org",
    instance: "https://example.org/status.php",
    check: "status-is",
    cause: "12",
  });
  const [firing, resolved] = content.alerts;
  expect(firing).toMatchObject({
    status: "firing",
    startsAt: "2026-11-20T13:02:00.000Z",
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: "https://argos.example.net/incidents/7",
  });
  expect(firing.labels._2nd_level).toBe("yes");
  expect(firing.annotations.description).toBe("expected status 200, got 503");
  expect(resolved).toMatchObject({ status: "resolved", endsAt: "2026-11-20T13:14:00.000Z" });
  expect(firing.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(resolved.fingerprint).not.toBe(firing.fingerprint);
});

test("an alert keeps its fingerprint when it ends, and the group is resolved with its last", async () => {
  const address = { ...webhook, shape: "alertmanager" } as const;
  const { content: firing } = await sent(address);
  const { content: resolved } = await sent(address, { bulletin: aBulletin([aSection([anEnded()])]) });
  expect(resolved.status).toBe("resolved");
  expect(resolved.alerts[0].fingerprint).toBe(firing.alerts[0].fingerprint);
});
