import { expect, test } from "bun:test";
import { Secret } from "../../../src/base/secrets/secret.ts";
import type { Address } from "../../../src/config/notifications.ts";
import type { Bulletin, Item } from "../../../src/notify/bulletin.ts";
import { parseContent } from "../../../src/server/outbox/kept-content.ts";
import { laneOf } from "../../../src/server/outbox/lane.ts";
import { aRecipient } from "../../builders/recipient.ts";

const secret = new Secret("https://hooks.test/very-secret");

test.each<[Address, string]>([
  [{ channel: "local" }, "local"],
  [{ channel: "mail", to: "a@test" }, "mail"],
  [{ channel: "gotify", url: "https://push.test/gotify", token: secret }, "gotify:push.test"],
  [{ channel: "ntfy", url: "https://ntfy.test:8443", topic: new Secret("t"), token: undefined }, "ntfy:ntfy.test:8443"],
  [{ channel: "apprise", api: "http://apprise.test:8000", urls: [secret] }, "apprise:apprise.test:8000"],
  [{ channel: "webhook", url: secret, secret, shape: "argos" }, "webhook:some id"],
  [{ channel: "heartbeat", url: secret }, "heartbeat:some id"],
])("%p is in its lane, without a secret: %s", (address, lane) => {
  expect(laneOf(aRecipient({ id: "some id", address }))).toBe(lane);
});

const item: Item = {
  incidentId: 5,
  change: "recovered",
  severity: "ok",
  worstSeverity: "critical",
  reason: "timeout",
  message: "no answer in 10 s",
  domain: "https://a.test",
  url: "https://a.test/",
  checkKey: "status-is",
  openedMs: 1.5,
  closedMs: 2,
  definedAt: "argos.yaml:7",
  labels: { owner: "asso-42" },
  agent: "paris",
  links: { incident: "https://argos.test/1", acknowledge: "https://argos.test/2", silence: undefined },
};

const bulletin: Bulletin = {
  language: "fr",
  nowMs: 3,
  timeZone: "Europe/Paris",
  home: undefined,
  sections: [
    {
      cause: { id: 1, kind: "agents", value: "", reason: "timeout", openedMs: 1, incidents: 2, openIncidents: 1 },
      items: [item, { ...item, change: "lasting", closedMs: undefined, agent: undefined, links: undefined }],
      more: 7,
    },
  ],
};

test("a bulletin that was kept is the same when it is read again", () => {
  expect(parseContent(JSON.parse(JSON.stringify(bulletin)))).toEqual(bulletin);
});

test.each([
  [null],
  [{}],
  [{ ...bulletin, sections: [] }],
  [{ ...bulletin, language: "eo" }],
  [{ ...bulletin, sections: [{ ...bulletin.sections[0], more: "7" }] }],
])("%j is no bulletin of this version", (content: unknown) => {
  expect(parseContent(content)).toBeUndefined();
});
