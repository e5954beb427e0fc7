import { afterAll, beforeAll, expect, test } from "bun:test";
import { methods } from "../../../src/config/site.ts";
import { answerOf, aProbeRequest, aProber, failureOf, never } from "../../builders/prober.ts";
import { type HealthyFarm, startHealthyFarm } from "../../farm/healthy-farm.ts";

let farm: HealthyFarm;
beforeAll(async () => {
  farm = await startHealthyFarm({ names: ["127.0.0.1"] });
});
afterAll(async () => await farm[Symbol.asyncDispose]());

const prober = (overrides: Parameters<typeof aProber>[0] = {}) =>
  aProber({ ...overrides, settings: { resolve: farm.resolve, caPem: farm.caPem, ...overrides.settings } });

function lastSeen() {
  const seen = farm.seen.at(-1);
  if (!seen) throw new Error("the farm was not asked");
  return seen;
}

/** Probes a host of the farm and gives back what the farm saw last. */
async function seenBy(host: string, overrides: Parameters<typeof aProbeRequest>[0] = {}, probes = prober()) {
  answerOf(await probes.probe(aProbeRequest({ url: farm.url("https", host), ...overrides }), never));
  const seen = farm.seen.findLast((one) => one.host === host);
  if (!seen) throw new Error(`${host} was not asked`);
  return seen;
}

test("an answer over https has everything that checks look at", async () => {
  const url = farm.url("https", "site1.farm.test", "/a?b=c");
  const seen = answerOf(await prober().probe(aProbeRequest({ url }), never));
  expect(seen).toMatchObject({
    kind: "answer",
    url,
    status: 200,
    bodyBytes: 48,
    redirects: [],
    remoteAddress: "127.0.0.1",
  });
  expect(seen.body).toEqual({ kind: "text", text: "<!doctype html><title>Farm</title><p>All is well" });
  expect(seen.headers).toContainEqual(["content-type", "text/html; charset=utf-8"]);
  expect(seen.chain?.certificates.map((one) => one.issuer)).toEqual(["CN=Farm intermediate", "CN=Farm root"]);
  expect(seen.chain?.certificates[0]?.names).toEqual(["farm.test", "*.farm.test", "127.0.0.1"]);
});

test("the times of an exchange follow one another", async () => {
  const { timings } = answerOf(
    await prober().probe(aProbeRequest({ url: farm.url("https", "site1.farm.test") }), never),
  );
  const { dnsMs = -1, tlsMs = -1, firstByteMs = -1, totalMs } = timings;
  expect([dnsMs, tlsMs, firstByteMs, totalMs].toSorted((one, other) => one - other)).toEqual([
    dnsMs,
    tlsMs,
    firstByteMs,
    totalMs,
  ]);
  expect(dnsMs).toBeGreaterThanOrEqual(0);
});

test("an answer over http has no certificate and no time of TLS", async () => {
  const seen = answerOf(await prober().probe(aProbeRequest({ url: farm.url("http", "site1.farm.test") }), never));
  expect([seen.status, seen.chain, seen.timings.tlsMs]).toEqual([301, undefined, undefined]);
  expect(seen.headers).toContainEqual(["location", farm.url("https", "site1.farm.test")]);
});

test("a request says who asks and wants the body as it is", async () => {
  const { headers, method, path } = await seenBy("plain.farm.test", {
    url: farm.url("https", "plain.farm.test", "/x?y=z"),
  });
  expect([method, path, headers.host]).toEqual(["GET", "/x?y=z", `plain.farm.test:${farm.httpsPort}`]);
  expect(headers["user-agent"]).toBe("Argos-Panoptes/0.1.0 (+https://argos-monitoring.framasoft.org/)");
  expect([headers.accept, headers["accept-encoding"]]).toEqual(["*/*", "identity"]);
});

test("a suffix is added to the User-Agent", async () => {
  const { headers } = await seenBy("plain.farm.test", {}, prober({ settings: { userAgentSuffix: "team web" } }));
  expect(headers["user-agent"]).toEndWith("framasoft.org/) - team web");
});

test("a target's headers win over the defaults, whatever their case", async () => {
  const own = { "User-Agent": "mine", ACCEPT: "text/html", "X-Key": "k", Host: "other.farm.test" };
  answerOf(await prober().probe(aProbeRequest({ url: farm.url("https", "own.farm.test"), headers: own }), never));
  const { host, headers } = lastSeen();
  expect([host, headers["user-agent"], headers.accept, headers["x-key"]]).toEqual([
    "other.farm.test",
    "mine",
    "text/html",
    "k",
  ]);
});

test("form fields are sent as a form, a value as JSON", async () => {
  const form = { kind: "form", fields: { name: "a b", mark: "&=" } } as const;
  const sent = await seenBy("form.farm.test", { method: "POST", data: form });
  expect([sent.method, sent.body, sent.headers["content-type"]]).toEqual([
    "POST",
    "name=a+b&mark=%26%3D",
    "application/x-www-form-urlencoded",
  ]);
  const json = await seenBy("json.farm.test", { method: "PUT", data: { kind: "json", value: { a: [1, null] } } });
  expect([json.body, json.headers["content-type"]]).toEqual(['{"a":[1,null]}', "application/json"]);
});

test.each(methods.filter((one) => one !== "CONNECT" && one !== "TRACE"))("%s arrives as such", async (method) => {
  expect((await seenBy("method.farm.test", { method })).method).toBe(method);
});

test("an answer to HEAD has no body", async () => {
  const request = aProbeRequest({ url: farm.url("https", "head.farm.test"), method: "HEAD" });
  expect(answerOf(await prober().probe(request, never))).toMatchObject({
    bodyBytes: 0,
    body: { kind: "text", text: "" },
  });
});

test("an IP address in the URL is verified as an address", async () => {
  const url = `https://127.0.0.1:${farm.httpsPort}/`;
  expect(answerOf(await prober().probe(aProbeRequest({ url }), never)).status).toBe(200);
});

test("a trailing dot belongs to the name asked, not to the name verified", async () => {
  const url = `https://site1.farm.test.:${farm.httpsPort}/`;
  expect(answerOf(await prober().probe(aProbeRequest({ url }), never)).status).toBe(200);
});

test("without the farm's root its issuer is unknown, and new settings mend that", async () => {
  const probes = aProber({ settings: { resolve: farm.resolve } });
  const request = aProbeRequest({ url: farm.url("https", "site1.farm.test") });
  expect(failureOf(await probes.probe(request, never)).reason).toBe("certificate-unknown-issuer");
  probes.updateSettings({
    userAgentSuffix: "",
    bodyBytesMax: 1000,
    allowNetworks: ["loopback"],
    perAddressMax: 1,
    resolve: farm.resolve,
    canaries: [],
    caPem: farm.caPem,
  });
  expect(answerOf(await probes.probe(request, never)).status).toBe(200);
});

test.each([
  [99, "too-long", 99],
  [100, "text", 100],
  [101, "text", 100],
] as const)("a body of 100 bytes under a cap of %d is %s", async (bodyBytesMax, kind, bodyBytes) => {
  farm.set("hundred.farm.test", { body: "a".repeat(100) });
  const request = aProbeRequest({ url: farm.url("https", "hundred.farm.test"), bodyBytesMax });
  const seen = answerOf(await prober().probe(request, never));
  expect([seen.body.kind, seen.bodyBytes]).toEqual([kind, bodyBytes]);
});

test("the settings cap what a request may read", async () => {
  farm.set("hundred.farm.test", { body: "a".repeat(100) });
  const request = aProbeRequest({ url: farm.url("https", "hundred.farm.test") });
  const seen = answerOf(await prober({ settings: { bodyBytesMax: 10 } }).probe(request, never));
  expect(seen.body).toEqual({ kind: "too-long", start: "aaaaaaaaaa", bytesMax: 10 });
});

test("redirects are judged, not followed, unless asked", async () => {
  farm.set("moved.farm.test", { redirect: "/elsewhere" });
  const request = aProbeRequest({ url: farm.url("https", "moved.farm.test") });
  expect(answerOf(await prober().probe(request, never))).toMatchObject({ status: 302, redirects: [] });
});

test("a followed redirect gives the answer at its end and the way there", async () => {
  const end = farm.url("https", "end.farm.test", "/done");
  farm.set("start.farm.test", { redirect: end });
  farm.set("end.farm.test", { status: 418, body: "end" });
  const start = farm.url("https", "start.farm.test");
  const seen = answerOf(await prober().probe(aProbeRequest({ url: start, redirectsMax: 5 }), never));
  expect(seen).toMatchObject({ url: end, status: 418, redirects: [start], body: { text: "end" } });
});

test("nothing of the target's own goes to another origin", async () => {
  farm.set("start.farm.test", { redirect: farm.url("https", "end.farm.test") });
  const headers = { Authorization: "Bearer s", Cookie: "c=1", "X-Api-Key": "k", "User-Agent": "mine" };
  await prober().probe(aProbeRequest({ url: farm.url("https", "start.farm.test"), headers, redirectsMax: 5 }), never);
  const end = lastSeen();
  expect([end.host, end.headers.authorization, end.headers.cookie, end.headers["x-api-key"]]).toEqual([
    "end.farm.test",
    undefined,
    undefined,
    undefined,
  ]);
  expect(end.headers["user-agent"]).toStartWith("Argos-Panoptes/");
});

test("a redirect from an allowed host to a refused address is refused without a connection", async () => {
  farm.set("start.farm.test", { redirect: "http://169.254.169.254/latest/meta-data/" });
  const request = aProbeRequest({ url: farm.url("https", "start.farm.test"), redirectsMax: 5 });
  const seen = failureOf(await prober().probe(request, never));
  expect([seen.reason, seen.url]).toEqual(["redirect-refused", "http://169.254.169.254/latest/meta-data/"]);
  expect(seen.message).toContain("probe.allow_networks");
});

test("a refused address is never connected to", async () => {
  const before = farm.requestCount;
  const probes = prober({ settings: { allowNetworks: [] } });
  const seen = failureOf(await probes.probe(aProbeRequest({ url: farm.url("http", "site1.farm.test") }), never));
  expect([seen.reason, seen.remoteAddress, farm.requestCount]).toEqual(["address-refused", undefined, before]);
});

test("a name is looked up once and its address kept to (no DNS rebinding)", async () => {
  let lookups = 0;
  const lookup = async () => [{ address: lookups++ === 0 ? "127.0.0.1" : "169.254.169.254", family: 4 } as const];
  const probes = prober({ lookup, settings: { resolve: {} } });
  answerOf(await probes.probe(aProbeRequest({ url: farm.url("https", "site1.farm.test") }), never));
  expect(lookups).toBe(1);
});

test("where the first address refuses, the other family's is tried", async () => {
  const lookup = async () => [{ address: "::1", family: 6 } as const, { address: "127.0.0.1", family: 4 } as const];
  const probes = prober({ lookup, settings: { resolve: {} } });
  const seen = answerOf(await probes.probe(aProbeRequest({ url: farm.url("https", "site1.farm.test") }), never));
  expect(seen.remoteAddress).toBe("127.0.0.1");
});

test("a second address of the same family is tried, too", async () => {
  const lookup = async () => [
    { address: "127.0.0.2", family: 4 } as const,
    { address: "127.0.0.1", family: 4 } as const,
  ];
  const probes = prober({ lookup, settings: { resolve: {} } });
  const seen = answerOf(await probes.probe(aProbeRequest({ url: farm.url("https", "site1.farm.test") }), never));
  expect(seen.remoteAddress).toBe("127.0.0.1");
});

test.each(["file:///etc/hostname", "data:text/plain,hello", "https://me:secret@site1.farm.test/", "nonsense"])(
  "%s is refused before anything is contacted",
  async (url) => {
    const seen = failureOf(await prober().probe(aProbeRequest({ url }), never));
    expect([seen.reason, seen.timings]).toEqual(["address-refused", { totalMs: 0 }]);
  },
);

test("a header that cannot be sent is not the agent's fault", async () => {
  const request = aProbeRequest({ url: farm.url("https", "site1.farm.test"), headers: { "X-Bad": "a\nb" } });
  expect(await prober().probe(request, never)).toMatchObject({ kind: "failure", reason: "request-unsendable" });
});

test("an abort ends a probe with its reason and gives its places back", async () => {
  farm.set("slow.farm.test", { delayMs: 5000 });
  const probes = prober();
  const stopping = new AbortController();
  const probing = probes.probe(aProbeRequest({ url: farm.url("http", "slow.farm.test") }), stopping.signal);
  while (farm.seen.at(-1)?.host !== "slow.farm.test") await new Promise((resolve) => setImmediate(resolve));
  expect(probes.underWay).toBe(1);
  stopping.abort(new Error("shutting down"));
  expect(probing).rejects.toThrow("shutting down");
  await probing.catch(() => undefined);
  expect(probes.underWay).toBe(0);
});

test("waiting for a place does not use up the target's time", async () => {
  farm.set("wait.farm.test", { delayMs: 400 });
  const probes = prober({ settings: { perAddressMax: 1 } });
  const request = aProbeRequest({ url: farm.url("http", "wait.farm.test"), timeoutMs: 1600 });
  const seen = await Promise.all(Array.from({ length: 5 }, () => probes.probe(request, never)));
  expect(seen.map((one) => one.kind)).toEqual(Array(5).fill("answer"));
});
