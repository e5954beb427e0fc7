import { expect, test } from "bun:test";
import { compileRouting } from "../../../src/notify/routing.ts";
import { goodConfig } from "../../builders/config-files.ts";
import { aRoute, notificationSettings, told } from "../../builders/notification-settings.ts";

const site = { domain: "https://a.example", labels: { owner: "asso-42" } };
const nothing = { domain: "", labels: {} };
const last = aRoute({ told: told({ critical: ["admin"], ok: ["admin"], noAgent: ["admin"] }), remindMs: 4000 });

/** The recipients of a failure of the site, by these routes before the last. */
function toldBy(routes: readonly ReturnType<typeof aRoute>[], occasion: "critical" | "ok" | "noAgent" = "critical") {
  return compileRouting(notificationSettings({ routes: [...routes, last] })).recipientsOf(site, occasion);
}

test("without other routes the last one decides", () => {
  expect(toldBy([])).toEqual({ ids: ["admin"], remindMs: 4000 });
  expect(toldBy([], "noAgent").ids).toEqual(["admin"]);
});

test("the first route that matches and says something of the occasion decides", () => {
  const routes = [
    aRoute({ match: { domain: "https://b.example" }, told: { critical: ["b"] } }),
    aRoute({ match: { domain: "https://a.example" }, told: { ok: ["recoveries"] } }),
    aRoute({ match: { labels: { owner: "asso-42" } }, told: { critical: ["asso"] } }),
    aRoute({ match: { domain: "*.example" }, told: { critical: ["c"], ok: ["c"] } }),
  ];
  expect(toldBy(routes).ids).toEqual(["asso"]);
  expect(toldBy(routes, "ok").ids).toEqual(["recoveries"]);
});

test("an empty list tells nobody", () => {
  expect(toldBy([aRoute({ told: { critical: [] } })]).ids).toEqual([]);
});

test.each([
  [undefined, 4000],
  [1000, 1000],
  ["never", undefined],
] as const)("a route that reminds every %p makes it %p", (remindMs, reminded) => {
  expect(toldBy([aRoute({ remindMs }), aRoute({ remindMs: 2000, match: { domain: "b" } })]).remindMs).toBe(reminded);
});

test("a website that only says how often it reminds leaves the rest to the routes after it", () => {
  const routes = [
    aRoute({ match: { domain: "https://a.example" }, remindMs: 1000 }),
    aRoute({ match: { labels: { owner: "*" } }, told: { critical: ["asso"] }, remindMs: "never" }),
  ];
  expect(toldBy(routes)).toEqual({ ids: ["asso"], remindMs: 1000 });
});

test("those who hear of a site by themselves come after those of the route, each once", () => {
  const routing = compileRouting(
    notificationSettings({
      routes: [last],
      subscriptions: [
        { match: { domain: "*.test" }, told: told({ critical: ["elsewhere"] }) },
        { match: { labels: { owner: "asso-42" } }, told: told({ critical: ["asso", "admin", "asso"] }) },
        { match: {}, told: told({ critical: ["on-call"], noAgent: ["on-call"] }) },
      ],
    }),
  );
  expect(routing.recipientsOf(site, "critical").ids).toEqual(["admin", "asso", "on-call"]);
  expect(routing.recipientsOf(site, "ok").ids).toEqual(["admin"]);
  expect(routing.recipientsOf(nothing, "noAgent").ids).toEqual(["admin", "on-call"]);
});

test("without any route nobody is told", () => {
  expect(compileRouting({ routes: [], subscriptions: [] }).recipientsOf(site, "critical")).toEqual({
    ids: [],
    remindMs: undefined,
  });
});

test("what stands in the file is what is told", () => {
  const text = `general: {ntfy: [{topic: all}], alerts: {critical: [ntfy], ok: [ntfy]}}
contacts:
  asso-42: {match: {labels: {owner: asso-42}}, severities: [warning], ntfy: [{topic: asso}]}
routes:
  - match: {labels: {owner: asso-42}}
    alerts: {critical: [ntfy, 'contact:asso-42']}
    remind_every: 1h
websites:
  - {domain: 'https://a.example', labels: {owner: asso-42}}
  - {domain: 'https://b.example', labels: {owner: asso-42}, alerts: {critical: [local]}, remind_every: never}
  - {domain: 'https://c.example'}
`;
  const config = goodConfig(text);
  const routing = compileRouting(config.notifications);
  const asked = config.sites.map((one) =>
    (["critical", "warning", "ok"] as const).map((occasion) => routing.recipientsOf(one, occasion)),
  );
  const [all, asso] = ["ntfy:ntfy.sh/5ef5ef03", "asso-42/ntfy:ntfy.sh/f7699ff5"];
  expect(asked.map((each) => each.map(({ ids }) => ids))).toEqual([
    [[all, asso], ["local", asso], [all]],
    [["local"], ["local", asso], [all]],
    [[all], ["local"], [all]],
  ]);
  expect(asked.map(([critical]) => critical?.remindMs)).toEqual([3_600_000, undefined, undefined]);
});
