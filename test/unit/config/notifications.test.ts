import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { showConfig } from "../../../src/config/show.ts";
import { goodConfig, problemsOf } from "../../builders/config-files.ts";

const everything = readFileSync(join(import.meta.dir, "good/notifications.yaml"), "utf8");
const site = "websites: [{domain: 'https://a.example'}]\n";

/** The settings about telling people of a file that must be good. */
function settingsOf(text: string) {
  return goodConfig(text).notifications;
}

const generalIds = [
  "local",
  "mail:admin@example.org",
  "gotify:push.example.org#1",
  "gotify:push.example.org#2",
  "gotify:push.example.org:8443#1",
  "ntfy:ntfy.sh/03983b1a",
  "ntfy:ntfy.example.org/03983b1a",
  "webhook:hooks.example.org#1",
  "webhook:hooks.example.org#2",
  "apprise:team",
];
const contactIds = [
  "asso-42/mail:president@asso.example",
  "asso-42/gotify:push.example.org#1",
  "asso-42/ntfy:ntfy.sh/4393a1a1",
  "asso-42/webhook:hooks.asso.example#1",
  "asso-42/apprise",
];

test("everybody who can be told is a recipient with an id of his own", () => {
  const { recipients } = settingsOf(everything);
  expect([...recipients.keys()]).toEqual([
    ...generalIds,
    ...contactIds,
    "on-call/mail:night@example.org",
    "president/mail:president@example.org",
    "heartbeat",
  ]);
  for (const [id, recipient] of recipients) expect(recipient.id).toBe(id);
});

test.each([
  ["local", { contact: "", language: "fr", address: { channel: "local" } }],
  ["mail:admin@example.org", { address: { channel: "mail", to: "Admin <admin@example.org>" } }],
  [
    "ntfy:ntfy.sh/03983b1a",
    { address: { channel: "ntfy", url: "https://ntfy.sh/", topic: new Secret("argos"), token: undefined } },
  ],
  ["webhook:hooks.example.org#1", { address: { channel: "webhook", shape: "argos" } }],
  ["webhook:hooks.example.org#2", { address: { channel: "webhook", shape: "alertmanager", secret: undefined } }],
  ["apprise:team", { address: { channel: "apprise", api: "http://127.0.0.1:8001/" } }],
  ["asso-42/apprise", { contact: "asso-42", language: "en", address: { channel: "apprise" } }],
  ["on-call/mail:night@example.org", { contact: "on-call", language: "fr" }],
])("the recipient %s is as the file says", (id, recipient) => {
  expect(settingsOf(everything).recipients.get(id)).toMatchObject(recipient);
});

test("the secrets of addresses reach them whole", () => {
  const revealed = [...settingsOf(everything).recipients.values()].flatMap(({ address }) => {
    if (address.channel === "gotify") return [address.token.reveal()];
    if (address.channel === "ntfy") return address.token === undefined ? [] : [address.token.reveal()];
    if (address.channel === "webhook") return [address.url.reveal(), address.secret?.reveal()];
    if (address.channel === "apprise") return address.urls.map((one) => one.reveal());
    return address.channel === "heartbeat" ? [address.url.reveal()] : [];
  });
  expect(revealed).toEqual([
    "s3cret-gotify-1",
    "s3cret-gotify-2",
    "s3cret-gotify-3",
    "s3cret-ntfy",
    "https://hooks.example.org/s3cret-hook",
    "s3cret-signature",
    "https://hooks.example.org/s3cret-other",
    undefined,
    "tgram://s3cret-apprise/1",
    "s3cret-gotify-4",
    "https://hooks.asso.example/s3cret-asso",
    undefined,
    "xmpp://s3cret-xmpp@example.org",
    "https://hc.example.org/s3cret-heartbeat",
  ]);
  expect(goodConfig(everything).apiTokens.map((one) => one.reveal())).toEqual(["s3cret-api"]);
});

test("what is shown holds every recipient, route and silence, and no secret", () => {
  const shown = showConfig(goodConfig(everything));
  expect(shown).not.toContain("s3cret");
  for (const id of [...generalIds, ...contactIds]) expect(shown).toContain(id);
  expect(Bun.YAML.parse(shown)).toMatchObject({
    api_tokens: ["***"],
    notifications: {
      recipients: { heartbeat: { address: { channel: "heartbeat", url: "***" } } },
      pace: { group_wait: "10s", group_interval: "2m" },
      silences: [{ window: { from: "2026-12-24T21:00:00.000Z", until: "2026-12-25T05:00:00.000Z" } }, {}, {}, {}],
    },
  });
});

test("a password in the URL of a server is not shown", () => {
  const text = `general: {gotify: [{url: 'https://u:s3cr%40t@push.example', tokens: [t]}]}\n${site}`;
  expect(settingsOf(text).recipients.has("gotify:push.example#1")).toBe(true);
  expect(showConfig(goodConfig(text))).toContain("https://***@push.example/");
});

test("routes are those of websites, then those by match, then that of general", () => {
  const { routes } = settingsOf(everything);
  const ntfy = ["ntfy:ntfy.sh/03983b1a", "ntfy:ntfy.example.org/03983b1a"];
  expect(routes).toEqual([
    { match: { domain: "https://a.example.org" }, told: { warning: ntfy, unknown: [] }, remindMs: "never" },
    { match: { domain: "https://b.example.org" }, told: { warning: ntfy, unknown: [] }, remindMs: 7_200_000 },
    {
      match: { labels: { owner: "asso-42" } },
      told: { critical: ["mail:admin@example.org", ...contactIds] },
      remindMs: 3_600_000,
    },
    { match: { domain: "*.test" }, told: { critical: [], unknown: [] }, remindMs: "never" },
    {
      match: {},
      told: {
        ok: ["local", "mail:admin@example.org"],
        warning: ["local"],
        critical: [...generalIds, ...contactIds],
        unknown: ["local"],
        noAgent: ["mail:admin@example.org"],
      },
      remindMs: 14_400_000,
    },
  ]);
});

test("a contact hears by itself of the sites it matches, and of no agent whatever it matches", () => {
  const nobody = { ok: [], unknown: [], warning: [], critical: [], noAgent: [] };
  const night = ["on-call/mail:night@example.org"];
  expect(settingsOf(everything).subscriptions).toEqual([
    {
      match: { domain: "https://*.asso.example", labels: { owner: "asso-42" } },
      told: { ...nobody, critical: contactIds, ok: contactIds },
    },
    { match: {}, told: { ...nobody, unknown: night } },
    { match: {}, told: { ...nobody, noAgent: night } },
  ]);
});

test("a contact that does not say of what hears of failures, warnings and recoveries", () => {
  const ids = ["a/ntfy:ntfy.sh/e3b98a4d"];
  const text = `contacts: {a: {match: all, ntfy: [{topic: t}]}}\n${site}`;
  expect(settingsOf(text).subscriptions).toEqual([
    { match: {}, told: { ok: ids, unknown: [], warning: ids, critical: ids, noAgent: [] } },
  ]);
});

test("messages are grouped, bounded and repeated as the file says", () => {
  expect(settingsOf(everything)).toMatchObject({
    timeZone: "Europe/Paris",
    pace: { groupWaitMs: 10_000, groupIntervalMs: 120_000, limit: undefined },
    flapping: { changes: 4, withinMs: 1_200_000 },
    heartbeat: { recipient: "heartbeat", everyMs: 60_000 },
  });
});

test.each([
  ["limit: {messages: 1, within: 1m}", { pace: { limit: { messages: 1, withinMs: 60_000 } } }],
  ["limit: {messages: 1000, within: 7d}", { pace: { limit: { messages: 1000, withinMs: 604_800_000 } } }],
  ["group_wait: 0s", { pace: { groupWaitMs: 0 } }],
  ["group_wait: 1h", { pace: { groupWaitMs: 3_600_000 } }],
  ["group_interval: 1s", { pace: { groupIntervalMs: 1000 } }],
  ["flapping: {changes: 2}", { flapping: { changes: 2, withinMs: 900_000 } }],
  ["flapping: {changes: 100, within: 1m}", { flapping: { changes: 100, withinMs: 60_000 } }],
  ["remind_every: 1m", { routes: [{ remindMs: 60_000 }] }],
  ["remind_every: 365d", { routes: [{ remindMs: 31_536_000_000 }] }],
  ["remind_every: never", { routes: [{ remindMs: "never" }] }],
])("notifications: {%s} is taken", (written, settings) => {
  expect<unknown>(settingsOf(`notifications: {${written}}\n${site}`)).toMatchObject(settings);
});

test.each([
  "limit: {messages: 1001, within: 1m}",
  "limit: {messages: 1, within: 8d}",
  "group_interval: 25h",
  "flapping: {changes: 101}",
  "flapping: {within: 8d}",
])("notifications: {%s} is refused", (written) => {
  expect(problemsOf(`notifications: {${written}}\n${site}`)).toHaveLength(1);
  expect(problemsOf(`notifications: {${written}}\n${site}`)).not.toEqual(["(loaded)"]);
});

test("canaries are marked, and agents are told the first target of each", () => {
  const { sites, probe } = goodConfig(everything);
  expect(sites.map(({ canary }) => canary)).toEqual([true, false, true]);
  expect(probe.canaries).toEqual([
    { url: "https://www.example.org/", timeoutMs: 5000 },
    { url: "https://b.example.org/", timeoutMs: 30_000 },
  ]);
});

test.each([
  [4, 4],
  [5, 5],
  [6, 5],
])("of %d canaries agents ask %d", (count, asked) => {
  const websites = Array.from(
    { length: count },
    (_, index) => `  - {domain: 'https://c${index}.example', canary: true}`,
  );
  expect(goodConfig(`websites:\n${websites.join("\n")}\n`).probe.canaries).toHaveLength(asked);
});

test.each([
  [
    "general: {apprise: {team: ['json://x']}}",
    "argos.yaml:1:20: general.apprise_api is missing: nothing is sent to Apprise",
  ],
  [
    "contacts: {a: {apprise: ['json://x']}}",
    "argos.yaml:1:25: general.apprise_api is missing: nothing is sent to Apprise",
  ],
  [
    "general: {mail: {mailfrom: a@example.org}}",
    "argos.yaml:1:17: nobody gets mail: there are no addresses here, and no contact has mail",
  ],
  [
    "contacts: {a: {ntfy: [{topic: t}], severities: [ok]}}",
    "argos.yaml:1:48: severities is about the websites of match, which is missing here",
  ],
  ["routes: [{match: all}]", "argos.yaml:1:10: this route says neither alerts nor remind_every: it changes nothing"],
])("%s works, with a warning", (text, warning) => {
  expect(goodConfig(`${text}\n${site}`).warnings).toEqual([warning]);
});

test("without an Apprise server its groups are words that nobody hears", () => {
  const text = `general: {apprise: {team: ['json://x']}, alerts: {critical: ['apprise:team', local]}}\n${site}`;
  expect(settingsOf(text).routes[0]?.told.critical).toEqual(["local"]);
});

test("a mail server without addresses serves contacts", () => {
  const text = `general: {mail: {mailfrom: a@example.org}}\ncontacts: {a: {mail: [b@example.org]}}\n${site}`;
  const { warnings, notifications } = goodConfig(text);
  expect(warnings).toEqual([]);
  expect([...notifications.recipients.keys()]).toEqual(["local", "a/mail:b@example.org"]);
});

test("included files may hold contacts, routes and silences, and refer to one another", () => {
  const files = {
    "argos.yaml": `include: 'conf.d/*'\ngeneral: {alerts: {critical: ['contact:b']}}\n${site}`,
    "conf.d/a.yaml": "contacts: {a: {ntfy: [{topic: a}]}}\nroutes: [{match: all, alerts: {ok: ['contact:b']}}]\n",
    "conf.d/b.yaml": `contacts: {b: {ntfy: [{topic: b}]}}
routes: [{match: {labels: {x: y}}, alerts: {ok: ['contact:a']}}]
silences: [{match: all, daily: {at: '02:00'}, for: 1h}]
`,
  };
  const { routes, silences } = goodConfig(files).notifications;
  const [a, b] = ["a/ntfy:ntfy.sh/ca978112", "b/ntfy:ntfy.sh/3e23e816"];
  expect(routes.map(({ told }) => told)).toMatchObject([{ ok: [b] }, { ok: [a] }, { critical: [b], ok: ["local"] }]);
  expect(silences.map(({ definedAt }) => definedAt)).toEqual(["conf.d/b.yaml:3"]);
});

test("a contact of one name in two files is a problem", () => {
  const contact = "contacts: {a: {ntfy: [{topic: a}]}}\n";
  const files = { "argos.yaml": `include: b.yaml\n${contact}${site}`, "b.yaml": contact };
  expect(problemsOf(files)).toEqual(['b.yaml:1:15: a contact "a" stands elsewhere too']);
});

test("a whole domain to match is written like that of a website", () => {
  const domains = ["HTTPS://A.example:443/", "'*.A.example/'", "A.example"].map(
    (domain) =>
      settingsOf(`routes: [{match: {domain: ${domain}}, remind_every: never}]\n${site}`).routes[0]?.match.domain,
  );
  expect(domains).toEqual(["https://a.example", "*.a.example", "a.example"]);
});
