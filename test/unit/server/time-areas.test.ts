import { expect, test } from "bun:test";
import fc from "fast-check";
import { axisMax, timeAreas } from "../../../src/server/pages/time-areas.ts";
import { aBar } from "../../builders/bar.ts";

const plot = { topMs: 200, barWidth: 10, height: 100 };
const gap = aBar({ meanMs: null, maxMs: null, answers: 0 });

test.each([
  [0, 1],
  [0.3, 1],
  [1, 1],
  [1.1, 2],
  [200, 200],
  [200.1, 500],
  [501, 1000],
  [999_999, 1_000_000],
  [3e38, 5e38],
])("the axis of %p ms at most ends at %p ms", (maxMs, top) => {
  expect(axisMax(maxMs)).toBe(top);
});

test("nothing is drawn of nothing, and of gaps alone", () => {
  expect(timeAreas([], plot)).toEqual([]);
  expect(timeAreas([gap, gap], plot)).toEqual([]);
});

test("one value alone is a step of its own", () => {
  expect(timeAreas([gap, aBar(), gap], plot)).toEqual([{ key: 1, line: "10,50 20,50", band: "10,0 20,0 20,50 10,50" }]);
});

test("a gap parts what is before it from what is after it", () => {
  const areas = timeAreas([aBar(), aBar({ meanMs: 200 }), gap, aBar({ meanMs: 0, maxMs: 0 })], plot);
  expect(areas.map((one) => one.line)).toEqual(["0,50 10,50 10,0 20,0", "30,100 40,100"]);
});

test("whatever the times, only numbers within the plot are drawn", () => {
  const ms = fc.double({ min: 0, max: 3.4e38, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(ms, ms), { maxLength: 60 }), (times) => {
      const bars = times.map(([a, b]) => aBar({ meanMs: Math.min(a, b), maxMs: Math.max(a, b) }));
      const topMs = axisMax(Math.max(0, ...times.flat()));
      const numbers = timeAreas(bars, { ...plot, topMs }).flatMap(({ band, line }) => `${band} ${line}`.split(/[ ,]/));
      for (const number of numbers) expect(number).toMatch(/^\d+(\.\d)?$/);
      const ys = numbers.filter((_, index) => index % 2 === 1).map(Number);
      expect(ys.every((y) => y >= 0 && y <= plot.height)).toBe(true);
    }),
  );
});
