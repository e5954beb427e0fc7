import { beforeEach, describe, expect, test } from "bun:test";
import type { PlannedSilence } from "../../src/config/silence.ts";
import { activeSilencesMax, insertSilence, listSilences } from "../../src/store/silences.ts";
import { notificationSettings } from "../builders/notification-settings.ts";
import { aCronWindow } from "../builders/silence.ts";
import { aNewSilence } from "../builders/silence-order.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { startForms } from "../harness/forms.ts";
import { foreignTags, tagsOf, textOf } from "../harness/markup.ts";

const { database } = await testDatabase();
const hourMs = 3_600_000;

const planned: readonly PlannedSilence[] = [
  {
    match: { domain: "*.asso.example" },
    window: aCronWindow("0 4 * * *", "Europe/Paris", 60),
    comment: "backups",
    definedAt: "argos.yaml:9",
  },
  {
    match: { labels: { owner: "asso-42" } },
    window: { kind: "once", fromMs: 0, untilMs: 1000 },
    comment: "long over",
    definedAt: "argos.yaml:12",
  },
];
const settings = notificationSettings({ silences: planned, timeZone: "Europe/Paris" });
const browser = startForms(database, "", { notifications: () => settings });

beforeEach(async () => {
  await emptyTables(database, "silence");
});

type Overrides = Parameters<typeof aNewSilence>[0];
const begin = (overrides: Overrides = {}) => database.transaction((tx) => insertSilence(tx, aNewSilence(overrides)));
const all = () => database.run((sql) => listSilences(sql, { activeOnly: false, limit: 100 }));

const typed = {
  domain: "https://*.asso.example",
  label: "owner:asso-42",
  for: "3h",
  comment: "new disk",
  kind: "maintenance",
};

describe("the page", () => {
  test("says that nothing is silenced", async () => {
    const { text } = await startForms(database).ask("/silences");
    expect(textOf(text)).toContain("Nothing is silenced, and nothing was.");
  });

  test("tells what holds, what is to come, what is over and what the configuration plans", async () => {
    await begin({ comment: "a move" });
    await begin({ comment: "comes", fromMs: Date.now() + hourMs });
    await begin({ comment: "ended" });
    await browser.submit("/silences", "/silences/3/end");
    const text = textOf((await browser.ask("/silences")).text);
    const order = [
      "1 silence is in force",
      "In force",
      "a move",
      "Still to come",
      "comes",
      "Planned",
      "backups",
      "Over",
      "ended by root",
    ];
    const places = order.map((one) => text.indexOf(one));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toMatch(
      /\*\.asso\.example \d{4}-\d\d-\d\d 04:00:00 (?:now )?\d{4}-\d\d-\d\d 05:00:00 backups argos\.yaml:9/,
    );
    expect(text).toContain("never again long over argos.yaml:12");
  });

  test("has a button for what is not over, and none for what is", async () => {
    await begin();
    await begin({ fromMs: Date.now() + hourMs });
    await database.run(
      (sql) =>
        sql`insert into silence (match, comment, created_by, starts_at, ends_at) values ('{}', '', 'x', now() - interval '2 hours', now() - interval '1 hour')`,
    );
    const { text } = await browser.ask("/silences");
    expect([...text.matchAll(/action="\/silences\/(\d)\/end"/g)].map((match) => match[1])).toEqual(["1", "2"]);
  });

  test.each(["active", "coming", "over"])("shows those of one state page after page, each once: %s", async (state) => {
    await database.run(
      (sql) => sql`
        insert into silence (match, comment, created_by, starts_at, ends_at)
        select '{"domain": "*"}', 'number ' || n, 'x', now() + shift, now() + shift + interval '1 hour'
        from generate_series(1, 120) as n
        cross join (select case ${state}::text when 'active' then interval '-1 minute' when 'coming' then '1 day' else '-1 day' end as shift) s`,
    );
    const met: string[] = [];
    let path: string | undefined = `/silences?state=${state}`;
    for (let page = 0; path !== undefined && page < 10; page += 1) {
      const { text } = await browser.ask(path);
      met.push(...[...text.matchAll(/number (\d+)/g)].map((match) => match[1] ?? ""));
      path = /<a rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(met).toEqual(Array.from({ length: 120 }, (_, index) => String(120 - index)));
  });

  test.each(["/silences?cursor=abc", "/silences?state=over&cursor=abc", "/silences?cursor=eyJpZCI6MX0"])(
    "%s is refused: the cursor is of no list",
    async (path) => {
      expect((await browser.ask(path)).status).toBe(400);
    },
  );
});

describe("the form", () => {
  test("begins a silence by name, now", async () => {
    const answer = await browser.submit("/silences", "/silences", typed);
    expect(answer.headers.get("location")).toBe("/silences?done=silenced");
    expect(await all()).toMatchObject([
      {
        kind: "maintenance",
        match: { domain: "https://*.asso.example", labels: { owner: "asso-42" } },
        comment: "new disk",
        createdBy: "root",
      },
    ]);
  });

  test("begins one later, by the clocks of the configured zone", async () => {
    const [tomorrow = ""] = new Date(Date.now() + 24 * hourMs).toISOString().split("T");
    await browser.submit("/silences", "/silences", { ...typed, from: `${tomorrow}T22:00` });
    const [made] = await all();
    const shown = new Date(made?.window.fromMs ?? 0).toLocaleString("sv-SE", { timeZone: "Europe/Paris" });
    expect(shown).toBe(`${tomorrow} 22:00:00`);
    expect((await browser.ask("/silences")).text).toContain("From (Europe/Paris)");
  });

  test.each([
    ["domain", { domain: "", label: "" }, "Say which sites"],
    ["label", { label: "owner" }, "Write name:value"],
    ["from", { from: "2001-01-01T10:00" }, "Choose a day and a time from now on"],
    ["for", { for: "soon" }, "Write a duration"],
    ["comment", { comment: "x".repeat(501) }, "At most 500 characters."],
  ])("says beside %s what is wrong, and keeps what was typed", async (field, wrong, said) => {
    const sent = { ...typed, ...wrong };
    const answer = await browser.submit("/silences", "/silences", sent);
    expect(answer.status).toBe(422);
    const input = tagsOf(answer.text).find((tag) => tag.includes(`id="${field}"`));
    expect(input).toContain('aria-invalid="true"');
    expect(input).toContain(`aria-describedby="${field}-note"`);
    expect(answer.text).toMatch(new RegExp(`<small id="${field}-note" class="wrong">${said}`));
    expect(answer.text.match(/aria-invalid/g)).toHaveLength(1);
    const again = new URLSearchParams(sent);
    for (const name of ["domain", "label", "for", "comment"]) {
      const tag = tagsOf(answer.text).find((one) => one.includes(`id="${name}"`));
      expect(tag).toContain(again.get(name) === "" ? " id=" : `value="${again.get(name)}"`);
    }
    expect(answer.text).toContain('<option value="maintenance" selected>');
    expect(await all()).toEqual([]);
  });

  test("of one too many says so and changes nothing", async () => {
    await database.run(
      (sql) => sql`
        insert into silence (match, comment, created_by, ends_at)
        select '{"domain": "*"}', '', 'test', now() + interval '1 hour'
        from generate_series(1, ${activeSilencesMax}::int)`,
    );
    const answer = await browser.submit("/silences", "/silences", typed);
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain("There are too many silences already");
    expect(answer.text).toContain('value="new disk"');
  });

  test("is filled with the domain that a link names", async () => {
    const { fields } = await browser.formTo("/silences?domain=https%3A%2F%2Fa.test", "/silences");
    expect(Object.fromEntries(fields)).toMatchObject({ domain: "https://a.test", for: "2h", label: "", from: "" });
  });

  test("is bounded: more than a page would send is refused", async () => {
    const form = await browser.formTo("/silences", "/silences");
    form.fields.set("comment", "x".repeat(20_000));
    expect((await browser.send(form)).status).toBe(413);
    expect(await all()).toEqual([]);
  });
});

test.each([
  `<script>alert("1")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</title></textarea><svg/onload=alert(1)>`,
  `'-alert(1)-'`,
  "\u202Eevil\u202D",
])("%s is text in what was typed and in what is stored", async (hostile) => {
  const wrong = await browser.submit("/silences", "/silences", {
    ...typed,
    domain: hostile,
    comment: hostile,
    for: hostile,
  });
  expect(wrong.status).toBe(422);
  const made = await browser.submit("/silences", "/silences", { ...typed, label: `a:${hostile}`, comment: hostile });
  expect(made.status).toBe(303);
  for (const { text } of [
    wrong,
    await browser.follow(made),
    await browser.ask(`/silences?domain=${encodeURIComponent(hostile)}`),
  ]) {
    expect(foreignTags(text)).toEqual([]);
  }
});
