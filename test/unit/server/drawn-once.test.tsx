import { expect, test } from "bun:test";
import { renderToString } from "preact-render-to-string";
import { createPageAssets } from "../../../src/server/assets/assets.ts";
import { createLinks } from "../../../src/server/links.ts";
import { DrawnOnce } from "../../../src/server/pages/drawn-once.tsx";
import { wordsOf } from "../../../src/server/pages/language.ts";
import { timesIn } from "../../../src/server/pages/times.ts";
import { useView, type View, ViewContext } from "../../../src/server/pages/view.ts";

function aView(overrides: Partial<View> = {}): View {
  return {
    links: createLinks(""),
    words: wordsOf.en,
    times: timesIn("en", "UTC"),
    here: "/",
    assets: createPageAssets(),
    now: new Date(0),
    version: "1",
    caller: { kind: "nobody" },
    done: undefined,
    withoutReload: [],
    ...overrides,
  };
}

let times = 0;

function Row({ text }: { readonly text: string }) {
  const { links, words } = useView();
  times += 1;
  return (
    <a href={links.sites()}>
      {words.nav.sites} {text}
    </a>
  );
}

const draw = (of: object, { view = aView(), part = "row", text = "<b>&" } = {}) =>
  renderToString(
    <ViewContext.Provider value={view}>
      <div>
        <DrawnOnce of={of} part={part}>
          {() => <Row text={text} />}
        </DrawnOnce>
        <Row text="after" />
      </div>
    </ViewContext.Provider>,
  );

test("a part is drawn as it would be in its place, and once for the same object", () => {
  const of = {};
  times = 0;
  const html = draw(of);
  expect(html).toBe('<div><a href="/sites">Sites &lt;b>&amp;</a><a href="/sites">Sites after</a></div>');
  expect(draw(of)).toBe(html);
  expect(times).toBe(3);
});

test("another object, part, language, zone or path of the installation is drawn anew", () => {
  const of = {};
  draw(of);
  expect(draw({}, { text: "1" })).toContain("Sites 1");
  expect(draw(of, { part: "other", text: "2" })).toContain("Sites 2");
  expect(draw(of, { view: aView({ words: wordsOf.fr, times: timesIn("fr", "UTC") }), text: "3" })).toContain(" 3");
  expect(draw(of, { view: aView({ times: timesIn("en", "Europe/Paris") }), text: "4" })).toContain("Sites 4");
  expect(draw(of, { view: aView({ links: createLinks("/argos") }), text: "5" })).toContain('"/argos/sites">Sites 5');
});

test.each(["caller", "here"] as const)("a part that asks for the %s is a mistake that shows at once", (what) => {
  const Asking = () => <>{JSON.stringify(useView()[what])}</>;
  const page = (
    <ViewContext.Provider value={aView()}>
      <DrawnOnce of={{}} part="asking">
        {() => <Asking />}
      </DrawnOnce>
    </ViewContext.Provider>
  );
  expect(() => renderToString(page)).toThrow("a part that is drawn once asked");
});
