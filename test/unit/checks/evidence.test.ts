import { expect, test } from "bun:test";
import { evidenceBytesMax, evidenceOf } from "../../../src/checks/evidence.ts";
import type { Observation } from "../../../src/checks/observation.ts";
import { anAnswer, anAnswerOf, anUndecodableAnswer } from "../../builders/answer.ts";
import { aCertificate, aChain, anIssuer } from "../../builders/certificate.ts";
import { aFailure, anAgentError } from "../../builders/failure.ts";

function bytesOf(seen: Observation): number {
  return new TextEncoder().encode(JSON.stringify(evidenceOf(seen))).length;
}

test("of an answer its facts are kept", () => {
  expect(evidenceOf(anAnswer({ redirects: ["http://example.org/a"] }))).toEqual({
    kind: "answer",
    url: "http://example.org/",
    status: 200,
    headers: [["content-type", "text/html; charset=utf-8"]],
    bodyStart: "<h1>Welcome</h1>",
    bodyBytes: 16,
    redirects: ["http://example.org/a"],
    remoteAddress: "192.0.2.7",
    timings: { dnsMs: 1, firstByteMs: 40, totalMs: 50 },
  });
});

test("of a failure its reason, message and chain are kept", () => {
  const { subject, issuer, notBeforeMs, notAfterMs, fingerprint } = aCertificate();
  const seen = aFailure({ reason: "certificate-expired", remoteAddress: "192.0.2.7", chain: aChain(aCertificate()) });
  expect(evidenceOf(seen)).toEqual({
    kind: "failure",
    url: "https://example.org/",
    reason: "certificate-expired",
    message: "192.0.2.7 refused the connection",
    remoteAddress: "192.0.2.7",
    chain: [{ subject, issuer, notBeforeMs, notAfterMs, fingerprint }],
    timings: { totalMs: 5 },
  });
});

test("of an agent's own fault its reason and message are kept", () => {
  expect(evidenceOf(anAgentError())).toMatchObject({ kind: "agent-error", reason: "agent-no-route" });
});

test("of a body that cannot be decoded the cause is kept", () => {
  expect(evidenceOf(anUndecodableAnswer())).toMatchObject({ bodyStart: 'unknown content coding "br2"' });
});

test.each([
  ["set-cookie", "session=abc=def; Path=/; HttpOnly", "session=***; Path=/; HttpOnly"],
  ["set-cookie", "abc", "***"],
  ["www-authenticate", 'Digest nonce="abc"', "***"],
  ["authorization", "Bearer abc", "***"],
  ["proxy-authorization", "Basic abc", "***"],
  ["x-auth-token", "abc", "***"],
  ["x-api-key", "abc", "***"],
  ["location", "https://user:password@example.org/", "https://***@example.org/"],
  ["location", "/login?ticket=abc&lang=fr", "/login?ticket=***&lang=fr"],
  ["x-api", "abc", "***"],
  ["server", "nginx", "nginx"],
] as const)("header %s: %s is kept as %s", (name, value, kept) => {
  expect(evidenceOf(anAnswer({ headers: [[name, value]] }))).toMatchObject({ headers: [[name, kept]] });
});

test("user and password of a URL are not kept", () => {
  const seen = anAnswer({ url: "https://user:password@example.org/@a", redirects: ["http://user@example.org/"] });
  expect(evidenceOf(seen)).toMatchObject({
    url: "https://***@example.org/@a",
    redirects: ["http://***@example.org/"],
  });
});

test.each([
  [31, 31],
  [32, 32],
  [33, 32],
] as const)("of %d headers %d are kept", (sent, kept) => {
  const headers = Array.from({ length: sent }, (_, each) => [`x-${each}`, "***"] as const);
  expect(evidenceOf(anAnswer({ headers }))).toMatchObject({ headers: headers.slice(0, kept) });
});

test("texts are cut: a header's value at 256 characters, the body at 500, redirects at 5", () => {
  const evidence = evidenceOf({
    ...anAnswerOf("b".repeat(501)),
    headers: [["server", "h".repeat(257)]],
    redirects: Array.from({ length: 6 }, (_, hop) => `http://example.org/${hop}`),
  });
  expect(evidence).toMatchObject({
    headers: [["server", `${"h".repeat(255)}…`]],
    bodyStart: `${"b".repeat(499)}…`,
    redirects: [0, 1, 2, 3, 4].map((hop) => `http://example.org/${hop}`),
  });
});

test.each([["x"], ["\\"], ["é"], ["日"], ["👍"], ["\u202e\0"], ["\ud800"]])(
  "evidence of an answer that is all %j is at most 8 KiB",
  (character) => {
    const long = character.repeat(2000);
    const chain = aChain(...Array.from({ length: 10 }, () => anIssuer({ subject: long, issuer: long })));
    const common = { url: `http://${long}`, chain, remoteAddress: long };
    const headers = Array.from({ length: 64 }, () => [long, long] as const);
    const redirects = Array.from({ length: 5 }, () => long);
    const body = { kind: "too-long", start: long, bytesMax: 1000 } as const;
    expect(bytesOf(anAnswer({ ...common, headers, redirects, body }))).toBeLessThanOrEqual(evidenceBytesMax);
    expect(bytesOf(aFailure({ ...common, message: long }))).toBeLessThanOrEqual(evidenceBytesMax);
  },
);
