import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Observation } from "../../../src/checks/observation.ts";
import type { AgentFault } from "../../../src/checks/reason.ts";
import { answerOf, aProbeRequest, aProber, failureOf, never } from "../../builders/prober.ts";
import { createAuthority } from "../../farm/certificates.ts";
import { type BehaviourName, behaviourNames } from "../../farm/hostile-behaviours.ts";
import { type HostileFarm, startHostileFarm } from "../../farm/hostile-farm.ts";
import { type Gist, gists } from "../../farm/hostile-gists.ts";

const authority = await createAuthority();
let farm: HostileFarm;
beforeAll(async () => {
  farm = await startHostileFarm({ certificate: await authority.issue("good", { names: ["*.hostile.test"] }) });
});
afterAll(async () => await farm[Symbol.asyncDispose]());

const probe = async (name: BehaviourName, overrides: Parameters<typeof aProbeRequest>[0] = {}, path = "/") =>
  await aProber({ settings: { resolve: farm.resolve, caPem: authority.caPem } }).probe(
    aProbeRequest({ url: farm.url(name, path), ...overrides }),
    never,
  );

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function gist(seen: Observation): Gist | AgentFault {
  return seen.kind === "answer" ? `${seen.status} ${seen.body.kind}` : seen.reason;
}

/** Behaviours that answer nothing in time, all at once: each takes the whole of it, which a busy machine must have too. */
const seeSlow = once(async () => {
  const names = behaviourNames.filter((name) => gists[name] === "timeout");
  const seen = await Promise.all(names.map((name) => probe(name, { timeoutMs: 2000 })));
  return new Map(names.map((name, index) => [name, seen[index]]));
});

test.each(behaviourNames)("%s is seen for what it is", async (name) => {
  const seen = gists[name] === "timeout" ? (await seeSlow()).get(name) : await probe(name);
  expect(seen && gist(seen)).toBe(gists[name]);
});

test.each([
  ["silent", "no connection, or no headers on it"],
  ["slow-body", "the headers came, the end of the body did not"],
  ["tls-silent", "no connection, or an unfinished TLS handshake"],
  ["tls-silent-after-request", "the TLS handshake was done, no headers came"],
] as const)("a timeout of %s says how far the exchange came", async (name, message) => {
  const seen = (await seeSlow()).get(name);
  expect(seen && failureOf(seen).message).toEndWith(message);
});

test.each([
  ["invalid-utf8", "a\ufffd\ufffdb\u0000c"],
  ["utf16-body", "Ärger"],
  ["latin1-body", "Ärger"],
  ["wrong-charset", "Ärger"],
  ["byte-order-mark", "Ärger"],
  ["second-response", "ok"],
  ["length-and-chunks", "hello"],
  ["no-content-with-body", ""],
] as const)("the text of %s is decoded", async (name, text) => {
  expect(answerOf(await probe(name)).body).toEqual({ kind: "text", text });
});

test("at most 64 headers of 1,000 characters are kept", async () => {
  const many = answerOf(await probe("cookie-flood")).headers;
  expect([many.length, Math.max(...many.map(([, value]) => value.length))]).toEqual([64, 1000]);
  expect(answerOf(await probe("headers-64")).headers).toHaveLength(64);
  const big = answerOf(await probe("header-mebibyte")).headers.find(([name]) => name === "x-big");
  expect(big?.[1]).toHaveLength(1000);
});

test.each(["hostile-texts", "latin1-header"] as const)("no header of %s holds a control character", async (name) => {
  const { headers } = answerOf(await probe(name));
  expect(headers.flat().join("|")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test.each([
  ["redirect-loop", "/", "too-many-redirects"],
  ["redirect-growing", "/", "too-many-redirects"],
  ["redirect-thousand", "/1", "too-many-redirects"],
  ["redirect", "/?file%3A%2F%2F%2Fetc%2Fpasswd", "redirect-refused"],
  ["redirect", "/?data%3Atext%2Fhtml%2Cx", "redirect-refused"],
  ["redirect", "/?javascript%3Aalert(1)", "redirect-refused"],
  ["redirect", "/?ftp%3A%2F%2Fexample.org%2F", "redirect-refused"],
  ["redirect", "/?http%3A%2F%2F169.254.169.254%2F", "redirect-refused"],
  ["redirect", "/?http%3A%2F%2F%5B%3A%3Affff%3A10.0.0.1%5D%2F", "redirect-refused"],
  ["redirect", "/?http%3A%2F%2Fme%3Asecret%40example.org%2F", "redirect-refused"],
  ["redirect", "/?%2F%2F%5B%3A%3A1", "redirect-refused"],
  ["redirect-nowhere", "/", "301 text"],
] as const)("followed, %s%s is %s", async (name, path, outcome) => {
  expect(gist(await probe(name, { redirectsMax: 5 }, path))).toBe(outcome);
});

test.each([
  [1, 2],
  [5, 6],
  [50, 6],
])("with %d redirects allowed a farm of a thousand is asked %d times", async (redirectsMax, asked) => {
  const before = farm.connectionCount("redirect-thousand");
  expect(gist(await probe("redirect-thousand", { redirectsMax }, "/1"))).toBe("too-many-redirects");
  expect(farm.connectionCount("redirect-thousand") - before).toBe(asked);
});

test("a chain is inspected once, however often its leaf is seen", async () => {
  const probes = aProber({ settings: { resolve: farm.resolve, caPem: authority.caPem } });
  const request = aProbeRequest({ url: farm.url("tls-endless-chunks") });
  await probes.probe(request, never);
  const before = farm.connectionCount("tls-endless-chunks");
  const seen = answerOf(await probes.probe(request, never));
  expect(farm.connectionCount("tls-endless-chunks") - before).toBe(1);
  expect(seen.chain?.certificates).toHaveLength(2);
});

test("nothing listens: refused, at once", async () => {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("") });
  const url = `http://silent.hostile.test:${server.port}/`;
  await server.stop(true);
  expect(gist(await probe("silent", { url }))).toBe("connection-refused");
});

test("bombs and floods cost little memory", async () => {
  const hungry = behaviourNames.filter((name) => /bomb|endless|gigabyte|mebibyte/.test(name));
  await Promise.all(hungry.map((name) => probe(name)));
  Bun.gc(true);
  const before = process.memoryUsage.rss();
  for (let round = 0; round < 3; round += 1) await Promise.all(hungry.map((name) => probe(name)));
  Bun.gc(true);
  // Each of the 36 answers is, or inflates to, at least 64 MiB; a farm in the same process counts too.
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
});
