import { encodeCursor } from "../../src/server/cursor.ts";

/** Values as they stand in an address, percent-encoded where they are: each made some part of a server fail once, or could. */
export const hostileValues: readonly string[] = [
  "",
  "%00",
  "a%00b",
  "%00:%00",
  "%ff",
  "%",
  "%zz",
  "%ed%a0%80",
  "%f0%9f%98%80:%f0%9f%98%80",
  "%e2%80%ae",
  "%0d%0aset-cookie:a=b",
  "..%2f..%2fetc",
  "-1",
  "0",
  "1.5",
  "1e400",
  "0x10",
  "NaN",
  "Infinity",
  "2147483647",
  "2147483648",
  "9007199254740991",
  "9007199254740993",
  "9223372036854775808",
  "1".repeat(400),
  "a".repeat(4000),
  "__proto__",
  "constructor:prototype",
  "toString",
  "[1,2]",
  "%7b%22toString%22:true%7d",
  "%27%20or%201=1--",
  "0000-00-00",
  "2026-02-30",
];

/** Cursors that no list gave: right in form, and beyond what a column holds. */
export const hostileCursors: readonly string[] = [
  ...[-1, 0, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e300, 1.5, "1", null, [1], { toString: true }].flatMap((id) =>
    ["2026-01-01 00:00:00+00", "0000-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00", "infinity", 7, null].map(
      (text) => cursorOf("critical", id, text),
    ),
  ),
  ...["ok", "unknown", "warning", "__proto__", 3].flatMap((severity) =>
    [2 ** 31, 2 ** 53 - 1].map((id) => cursorOf(severity, id, "2026-01-01 00:00:00+00")),
  ),
  encodeCursor({ domain: "\u0000" }),
  encodeCursor({ domain: "\ud800" }),
  encodeCursor({ domain: ["a"] }),
  ...["null", "[]", "1", '"x"', "{", '{"__proto__":{"id":1}}', `${"[".repeat(700)}`].map((text) =>
    Buffer.from(text).toString("base64url"),
  ),
];

/** All names that a cursor of any list has. */
function cursorOf(severity: unknown, id: unknown, text: unknown): string {
  const texts = {
    sinceText: text,
    openedText: text,
    closedText: text,
    slotText: text,
    atText: text,
    notAfterText: text,
  };
  const ids = { id, checkId: id, targetId: id, messageId: id, openIncidents: id };
  return encodeCursor({ severity, ...texts, ...ids });
}

/** Values of headers, as far as HTTP lets them through. */
export const hostileHeaders: readonly string[] = [
  "",
  "\u00ff\u0080",
  "a".repeat(4000),
  ",,,;;;===",
  '"',
  "*",
  "en;q=NaN, fr;q=1e9",
  "__proto__",
  "1.2.3.4.5, ::::, [::1]:99999, 0x7f.1",
  "in-flight=99999999999999999999, slots=-1, cpu=NaN",
  "Bearer",
  "Basic \u00ff",
  "argos_session=%ff; argos_language=__proto__; argos_refresh=1e400",
];

/** Bodies that are JSON, or nearly. */
export const hostileBodies: readonly string[] = [
  "",
  "null",
  "[]",
  "1e400",
  '"\\ud800\\u0000"',
  "{",
  '{"__proto__":{"toString":true}}',
  '{"match":{"domain":[[{"toString":true}]]},"for":"1h"}',
  '{"match":{"labels":{"a\\nb":{"toString":true}}},"for":"1h"}',
  '{"protocol":1e400,"agent":{"toString":true}}',
  `${'{"a":'.repeat(200)}1${"}".repeat(200)}`,
];
