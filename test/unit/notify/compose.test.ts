import { expect, test } from "bun:test";
import type { EventKind } from "../../../src/checks/event-kind.ts";
import { itemsMax } from "../../../src/notify/bulletin.ts";
import { compose, type Facts, type Line, netChange, outline } from "../../../src/notify/compose.ts";

let nextEvent = 0;

function aLine(overrides: Partial<Line> = {}): Line {
  nextEvent += 1;
  const incidentId = overrides.incidentId ?? 1;
  return {
    eventId: nextEvent,
    incidentId,
    kind: "opened",
    severity: "critical",
    atMs: nextEvent * 1000,
    subject: `target:${incidentId}`,
    causeId: 1,
    domain: `https://site${String(incidentId).padStart(4, "0")}.test`,
    ...overrides,
  };
}

/** So many incidents that opened, of one cause each so many. */
function openings(count: number, overrides: (at: number) => Partial<Line> = () => ({})): Line[] {
  return Array.from({ length: count }, (_, at) => aLine({ incidentId: at + 1, ...overrides(at) }));
}

test.each([
  [["opened"], "opened"],
  [["opened", "escalated"], "opened"],
  [["opened", "escalated", "flapping"], "opened"],
  [["opened", "recovered"], "passed"],
  [["opened", "removed"], "passed"],
  [["opened", "recovered", "reopened"], "opened"],
  [["opened", "recovered", "reopened", "recovered"], "passed"],
  [["recovered"], "recovered"],
  [["escalated", "recovered"], "recovered"],
  [["reopened", "recovered"], "recovered"],
  [["recovered", "reopened"], undefined],
  [["recovered", "reopened", "escalated"], "escalated"],
  [["reopened"], "opened"],
  [["reopened"], "opened"],
  [["removed"], "removed"],
  [["escalated", "escalated"], "escalated"],
  [["escalated", "flapping"], "flapping"],
  [["flapping", "escalated"], "escalated"],
  [["reminded"], "lasting"],
  [["reminded", "reminded", "acknowledged"], "lasting"],
  [["escalated", "reminded"], "escalated"],
  [["acknowledged"], undefined],
  [["eased"], undefined],
  [[], undefined],
] as const)("%j come to %p", (kinds: readonly EventKind[], change) => {
  expect(netChange(kinds)).toBe(change);
});

test("an escalation has the severity of the last one, and a recovery is ok since its own instant", () => {
  const [chapter] = outline([
    aLine({ incidentId: 1, kind: "escalated", severity: "warning" }),
    aLine({ incidentId: 1, kind: "escalated", severity: "critical" }),
    aLine({ incidentId: 2, kind: "recovered", severity: "ok", atMs: 77 }),
  ]);
  expect(chapter?.stories).toMatchObject([
    { incidentId: 1, change: "escalated", severity: "critical", closedMs: undefined },
    { incidentId: 2, change: "recovered", severity: "ok", closedMs: 77 },
  ]);
});

test("nothing is told where only acknowledgements happened", () => {
  expect(outline([aLine({ kind: "acknowledged" }), aLine({ incidentId: 2, kind: "acknowledged" })])).toEqual([]);
  expect(outline([])).toEqual([]);
});

test("of several incidents of one target the last is told", () => {
  const subject = "target:9";
  const [chapter] = outline([
    aLine({ incidentId: 1, subject, kind: "recovered", severity: "ok" }),
    aLine({ incidentId: 2, subject, kind: "opened" }),
  ]);
  expect(chapter?.stories.map((one) => [one.incidentId, one.change])).toEqual([[2, "opened"]]);
});

test("the gravest cause comes first, and in it the gravest incidents by domain", () => {
  const chapters = outline([
    aLine({ incidentId: 1, causeId: 1, severity: "warning" }),
    aLine({ incidentId: 2, causeId: 2, kind: "recovered", severity: "ok" }),
    aLine({ incidentId: 3, causeId: 3, severity: "warning" }),
    aLine({ incidentId: 5, causeId: 3, domain: "https://b.test" }),
    aLine({ incidentId: 4, causeId: 3, domain: "https://a.test" }),
  ]);
  expect(chapters.map((one) => [one.causeId, one.stories.map((story) => story.incidentId)])).toEqual([
    [3, [4, 5, 3]],
    [1, [1]],
    [2, [2]],
  ]);
});

test.each([
  [itemsMax - 1, itemsMax - 1, 0],
  [itemsMax, itemsMax, 0],
  [itemsMax + 1, itemsMax, 1],
  [10_000, itemsMax, 10_000 - itemsMax],
])("of %d incidents of one cause %d are listed and %d counted", (count, listed, more) => {
  expect(outline(openings(count)).map((one) => [one.stories.length, one.more])).toEqual([[listed, more]]);
});

test.each([
  [itemsMax, itemsMax, 0],
  [itemsMax + 1, itemsMax, 1],
])("of %d causes with one incident each %d are named, the rest counted with the last: %d", (count, named, more) => {
  const chapters = outline(openings(count, (at) => ({ causeId: at + 1 })));
  expect(chapters.length).toBe(named);
  expect(chapters.map((one) => one.stories.length)).toEqual(chapters.map(() => 1));
  expect(chapters.map((one) => one.more)).toEqual(chapters.map((_, at) => (at === chapters.length - 1 ? more : 0)));
});

test("each of two large causes keeps an item, and the graver has the rest", () => {
  const chapters = outline(
    openings(200, (at) => ({ causeId: (at % 2) + 1, severity: at % 2 ? "critical" : "warning" })),
  );
  expect(chapters.map((one) => [one.causeId, one.stories.length, one.more])).toEqual([
    [2, itemsMax - 1, 100 - itemsMax + 1],
    [1, 1, 99],
  ]);
});

test("what has lost its incident or its cause is left out, and what is left without any is no bulletin", () => {
  const chapters = outline([aLine({ incidentId: 1 }), aLine({ incidentId: 2 }), aLine({ incidentId: 3, causeId: 2 })]);
  const cause = { kind: "reason", value: "", reason: "timeout", openedMs: 1, incidents: 2, openIncidents: 2 } as const;
  const frame = { language: "fr", nowMs: 5, timeZone: "Europe/Paris", home: undefined } as const;
  const linksOf = (incidentId: number) => ({ incident: `/${incidentId}`, acknowledge: undefined, silence: undefined });
  const written = compose({
    ...frame,
    chapters,
    facts: [factsOf(2), factsOf(3)],
    causes: [{ id: 1, ...cause }],
    linksOf,
  });
  expect(written).toMatchObject({ ...frame, sections: [{ cause: { id: 1 }, more: 0, items: [{ incidentId: 2 }] }] });
  expect(written?.sections[0]?.items[0]).toMatchObject({ agent: undefined, links: { incident: "/2" }, url: "/2" });
  expect(compose({ ...frame, chapters, facts: [], causes: [{ id: 1, ...cause }], linksOf })).toBeUndefined();
  expect(compose({ ...frame, chapters, facts: [factsOf(1)], causes: [], linksOf })).toBeUndefined();
});

function factsOf(incidentId: number): Facts {
  return {
    incidentId,
    worstSeverity: "critical",
    reason: "timeout",
    message: "no answer in 10 s",
    domain: "https://a.test",
    url: `/${incidentId}`,
    labels: {},
    definedAt: "argos.yaml:7",
    checkKey: "status-is",
    openedMs: 1,
    agent: null,
  };
}
