import { expect, test } from "bun:test";
import { httpOutcome } from "../../../src/notify/http-outcome.ts";

const nowMs = Date.UTC(2026, 10, 20, 13, 14);
const outcomeOf = (status: number, retryAfter: string | null = null, text = "") =>
  httpOutcome({ status, retryAfter, text }, nowMs);

test.each([
  [199, "never again"],
  [200, "sent"],
  [204, "sent"],
  [299, "sent"],
  [300, "never again"],
  [301, "never again"],
  [302, "again"],
  [303, "again"],
  [307, "again"],
  [308, "never again"],
  [400, "never again"],
  [401, "never again"],
  [403, "never again"],
  [404, "never again"],
  [407, "never again"],
  [408, "again"],
  [409, "never again"],
  [413, "never again"],
  [425, "again"],
  [429, "again"],
  [499, "never again"],
  [500, "again"],
  [502, "again"],
  [503, "again"],
  [504, "again, perhaps arrived"],
  [599, "again"],
])("status %d is %s", (status, expected) => {
  const outcome = outcomeOf(status);
  if (outcome.kind === "sent") expect(expected).toBe("sent");
  else
    expect([outcome.again ? "again" : "never again", ...(outcome.perhaps ? ["perhaps arrived"] : [])].join(", ")).toBe(
      expected,
    );
});

test.each([
  ["0", 0],
  ["7", 7000],
  [" 7 ", 7000],
  ["3599", 3_599_000],
  ["3600", 3_600_000],
  ["3601", 3_600_000],
  ["99999999999999999999", 3_600_000],
  ["Fri, 20 Nov 2026 13:14:30 GMT", 30_000],
  ["Fri, 20 Nov 2026 14:14:01 GMT", 3_600_000],
  ["Fri, 20 Nov 2026 13:00:00 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [null, undefined],
])("Retry-After %j asks for %p ms", (header, retryAfterMs) => {
  expect(outcomeOf(429, header)).toMatchObject({ again: true, retryAfterMs });
  expect(outcomeOf(503, header)).toMatchObject({ again: true, retryAfterMs });
});

test("who will not take it at all has no say in when to come back", () => {
  expect(outcomeOf(400, "7")).toMatchObject({ again: false, retryAfterMs: undefined });
});

test.each([
  [200, "ok", "HTTP 200: ok"],
  [200, "", "HTTP 200"],
  [401, "{}", "HTTP 401: the token or the permission is not accepted: {}"],
  [403, "", "HTTP 403: the token or the permission is not accepted"],
  [404, "", "HTTP 404: there is nothing at the configured address"],
  [302, "", "HTTP 302: a redirect, which is not followed: configure the address it leads to"],
  [500, "a\r\nb\u202ec\u0000", "HTTP 500: a bc"],
])("status %d with %j reads %j", (status, text, answer) => {
  expect(outcomeOf(status, null, text).answer).toBe(answer);
});

test("an answer is cut", () => {
  expect(outcomeOf(500, null, "x".repeat(4096)).answer).toHaveLength("HTTP 500: ".length + 200);
});
