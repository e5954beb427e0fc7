import { describe, expect, test } from "bun:test";
import { createSignedLinks, type LinkClaim, linkLifeMs } from "../../../src/server/auth/signed-links.ts";

const links = createSignedLinks(new Uint8Array(32).fill(7));
const expiresMs = 1_800_000_000_000;

/** What comes back when somebody follows a link. */
function claimOf(path: string): LinkClaim {
  const url = new URL(path, "http://localhost");
  const [, , action = "", incident = ""] = url.pathname.split("/");
  const field = (name: string) => url.searchParams.get(name) ?? "";
  return { action, incident, expires: field("expires"), signature: field("signature") };
}

const link = { action: "acknowledge", incidentId: 12, expiresMs } as const;
const claim = claimOf(links.sign(link));

test("a link is a path below the installation, with everything in it", () => {
  expect(links.sign(link)).toMatch(/^\/act\/acknowledge\/12\?expires=1800000000000&signature=[\w-]{43}$/);
});

test.each([
  [expiresMs - linkLifeMs, "good"],
  [expiresMs - 1, "good"],
  [expiresMs, "expired"],
  [expiresMs + 1, "expired"],
])("at %d it is %s", (nowMs, kind) => {
  expect<string>(links.verify(claim, nowMs).kind).toBe(kind);
});

test("what was signed is what comes out", () => {
  expect(links.verify(claim, 0)).toEqual({ kind: "good", link });
});

describe("a link of which anything was changed is wrong:", () => {
  test.each<[string, Partial<LinkClaim>]>([
    ["the action", { action: "silence" }],
    ["an action that does not exist", { action: "delete" }],
    ["the incident", { incident: "13" }],
    ["the incident, written otherwise", { incident: "012" }],
    ["the expiry", { expires: String(expiresMs + 1) }],
    ["the expiry, written otherwise", { expires: "18e11" }],
    ["fields that run into each other", { incident: "1", expires: `2\n${expiresMs}` }],
    ["no signature", { signature: "" }],
    ["a short signature", { signature: claim.signature.slice(0, -1) }],
    ["a long signature", { signature: `${claim.signature}A` }],
    ["another letter at the start", { signature: flipped(claim.signature, 0) }],
    ["another letter at the end", { signature: flipped(claim.signature, 42) }],
    ["letters of two bytes", { signature: "é".repeat(43) }],
  ])("%s", (_name, change) => {
    expect(links.verify({ ...claim, ...change }, 0)).toEqual({ kind: "wrong" });
  });
});

test("a wrong link is wrong also when it is too old", () => {
  expect(links.verify({ ...claim, incident: "13" }, expiresMs + 1)).toEqual({ kind: "wrong" });
});

test("another key signs otherwise", () => {
  expect(createSignedLinks(new Uint8Array(32)).verify(claim, 0)).toEqual({ kind: "wrong" });
});

/** The next letter of base64url at one place: at the end it may stand for the same bytes. */
function flipped(text: string, at: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const next = letters[(letters.indexOf(text[at] ?? "") + 1) % 64] ?? "";
  return text.slice(0, at) + next + text.slice(at + 1);
}
