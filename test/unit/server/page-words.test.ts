import { expect, test } from "bun:test";
import { englishDoing } from "../../../src/server/pages/english-doing.ts";
import { frenchDoing } from "../../../src/server/pages/french-doing.ts";

/** Every text by its path; what is made of arguments is made of some. */
function textsOf(words: unknown, path = ""): [path: string, text: string][] {
  if (typeof words === "string") return [[path, words]];
  if (typeof words === "function") return [[path, String(Reflect.apply(words, undefined, argumentsFor(path)))]];
  if (typeof words !== "object" || words === null) return [];
  return Object.entries(words).flatMap(([name, value]) => textsOf(value, `${path}.${name}`));
}

/** Texts are about numbers, but for these. */
function argumentsFor(path: string): unknown[] {
  if (path.endsWith(".alarm")) return [["one:1", "two:2"]];
  if (/\.(?:label|until|endedBy|from|problems\.heading)$/.test(path)) return ["words", "more"];
  return [2, 3];
}

/** Words that both languages share, and what are no words. */
const alike =
  /\.(?:nav\..*|title|kinds\..*|of|share|runs|notTold|forHint|labelHint|columns\.inFlight|facts\.sites|columns\.sites|sources\..*|revisions\..*)$/;

const french = new Map(textsOf(frenchDoing));

test.each(textsOf(englishDoing).filter(([path]) => !alike.test(path)))("%s has French words", (path, english) => {
  expect(french.get(path)).toBeString();
  expect(french.get(path)).not.toBe("");
  expect(french.get(path)).not.toBe(english);
});

test("French apostrophes are those of print, and double marks stand apart", () => {
  const wrong = [...french].filter(([, text]) => text.includes("'") || /[^\s ][;:!?](?:\s|$)/.test(text));
  expect(wrong).toEqual([]);
});
