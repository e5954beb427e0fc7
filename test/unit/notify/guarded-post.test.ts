import { afterAll, beforeEach, expect, test } from "bun:test";
import { createServer } from "node:net";
import type { Lookup } from "../../../src/net/dns/resolver.ts";
import type { Connect } from "../../../src/net/first-to-connect.ts";
import { post } from "../../builders/sender.ts";
import { type CertificateKind, createAuthority } from "../../farm/certificates.ts";
import { freePort } from "../../harness/argos.ts";
import { startHttpSink } from "../../harness/http-sink.ts";
import { until } from "../../harness/until.ts";

const sink = await startHttpSink();
beforeEach(() => sink.behave({ kind: "answer", status: 200 }));
afterAll(async () => await sink[Symbol.asyncDispose]());

const leadingTo = (...addresses: string[]): Lookup => {
  return async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};

const neverConnect: Connect = async () => {
  throw new Error("connected to a refused address");
};

const unsent = { kind: "failed", again: true, perhaps: false } as const;
const doubtful = { kind: "failed", again: true, perhaps: true } as const;
const hopeless = { kind: "failed", again: false, perhaps: false } as const;

test("a request goes once to the address that was looked up, under its own name", async () => {
  const before = sink.deliveries.length;
  const url = `http://hook.test:${sink.port}/a/b?c=d`;
  const message = { url, headers: { "x-one": "1" }, body: '{"a":1}' };
  expect(await post(message, { lookup: leadingTo("127.0.0.1") })).toEqual({ kind: "sent", answer: "HTTP 200: taken" });
  const [delivery, ...others] = sink.deliveries.slice(before);
  expect(others).toEqual([]);
  expect(delivery).toMatchObject({ method: "POST", path: "/a/b?c=d", body: '{"a":1}' });
  expect(delivery?.headers).toMatchObject({ host: `hook.test:${sink.port}`, "x-one": "1" });
  expect(delivery?.headers["user-agent"]).toMatch(/^Argos-Panoptes\/\d/);
});

test.each([
  ["file:///etc/passwd"],
  ["ftp://example.org/"],
  ["data:text/plain,x"],
  ["http://user:hunter2@example.org/"],
  ["http://user@example.org/"],
  ["not a url"],
  [""],
])("%j is refused for good", async (url) => {
  const outcome = await post({ url }, { lookup: leadingTo("127.0.0.1"), connect: neverConnect });
  expect(outcome).toMatchObject(hopeless);
  expect(outcome.answer).not.toContain("hunter2");
});

test.each([
  ["169.254.169.254"],
  ["[fe80::1]"],
  ["[::ffff:169.254.169.254]"],
  ["[64:ff9b::a9fe:a9fe]"],
  ["100.100.100.200"],
  ["[fd00:ec2::254]"],
  ["0.0.0.0"],
  ["[::]"],
  ["224.0.0.1"],
  ["2852039166"],
])("no message goes to %s", async (host) => {
  expect(await post({ url: `http://${host}/` }, { connect: neverConnect })).toMatchObject(hopeless);
});

test.each([[["169.254.169.254"]], [["127.0.0.1", "169.254.169.254"]], [["93.184.216.34", "fe80::1"]]])(
  "a name that leads to %j gets no message while it does",
  async (addresses) => {
    const deps = { lookup: leadingTo(...addresses), connect: neverConnect };
    const outcome = await post({ url: "http://rebound.test/" }, deps);
    expect(outcome).toMatchObject(unsent);
    expect(outcome.answer).toContain("link-local or reserved");
  },
);

test("a redirect is not followed", async () => {
  const before = sink.deliveries.length;
  sink.behave({ kind: "answer", status: 302, headers: { location: `${sink.url}/elsewhere` } });
  expect(await post({ url: `${sink.url}/here` })).toMatchObject(unsent);
  expect(sink.deliveries.slice(before).map(({ path }) => path)).toEqual(["/here"]);
});

test("of a body without an end 4 KiB are read", async () => {
  sink.behave({ kind: "endless" });
  const outcome = await post({ url: sink.url });
  expect(outcome).toMatchObject({ kind: "sent" });
  expect(outcome.answer.length).toBeLessThan(300);
});

test("a status counts although its body does not end in time", async () => {
  sink.behave({ kind: "unfinished" });
  expect(await post({ url: sink.url }, { timeoutMs: 1000 })).toEqual({ kind: "sent", answer: "HTTP 200" });
});

test("Retry-After is passed on", async () => {
  sink.behave({ kind: "answer", status: 429, headers: { "retry-after": "7" } });
  expect(await post({ url: sink.url })).toMatchObject({ ...unsent, retryAfterMs: 7000 });
});

test.each([["stall"], ["break"]] as const)("after a request and a %s it may have arrived", async (kind) => {
  const before = sink.deliveries.length;
  sink.behave({ kind });
  expect(await post({ url: sink.url }, { timeoutMs: 1000 })).toMatchObject(doubtful);
  expect(sink.deliveries.length - before).toBe(1);
});

test("a port that nobody listens at gets nothing", async () => {
  const outcome = await post({ url: `http://127.0.0.1:${freePort()}/` });
  expect(outcome).toMatchObject({ ...unsent, answer: "127.0.0.1: connection refused" });
});

test.each([
  ["DNS_ENOTFOUND", "the name does not exist or has no address"],
  ["DNS_ESERVFAIL", "the name servers answered with a failure (SERVFAIL)"],
])("a look-up that fails with %s is tried again", async (code, words) => {
  const lookup: Lookup = async () => {
    throw Object.assign(new Error("no"), { code });
  };
  expect(await post({ url: "http://hook.test/" }, { lookup })).toMatchObject({
    ...unsent,
    answer: `hook.test: ${words}`,
  });
});

test("a look-up without an answer ends with the deadline", async () => {
  const lookup: Lookup = () => new Promise(() => undefined);
  expect(await post({ url: "http://hook.test/" }, { lookup, timeoutMs: 50 })).toMatchObject(unsent);
});

test("a connection that does not come about ends with the deadline", async () => {
  const connect: Connect = (_, __, signal) => {
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const outcome = await post({ url: sink.url }, { connect, timeoutMs: 50 });
  expect(outcome).toMatchObject({ ...unsent, answer: "127.0.0.1: no answer within 0.05 s (connection)" });
});

test("the other family is tried when the first address takes no connection", async () => {
  const lookup = leadingTo("::1", "127.0.0.1");
  expect(await post({ url: `http://hook.test:${sink.port}/` }, { lookup })).toMatchObject({ kind: "sent" });
});

test("secrets do not come back in what the other side says", async () => {
  const url = `${sink.url}/services/T0000/Xk93jd0`;
  sink.behave({ kind: "answer", status: 404, body: "no hook Xk93jd0 for token-0123" });
  const outcome = await post({ url, secrets: ["Xk93jd0", "token-0123"] });
  expect(outcome.answer).toBe("HTTP 404: there is nothing at the configured address: no hook *** for ***");
});

test("an abort rejects with its reason, before and during a request", async () => {
  sink.behave({ kind: "stall" });
  const stopping = new AbortController();
  const before = sink.deliveries.length;
  const sending = post({ url: sink.url }, {}, stopping.signal);
  await until(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return sink.deliveries.length > before || undefined;
  });
  stopping.abort(new Error("shutting down"));
  expect(sending).rejects.toThrow("shutting down");
  expect(post({ url: sink.url }, {}, stopping.signal)).rejects.toThrow("shutting down");
});

const authority = await createAuthority();

async function postOverTls(kind: CertificateKind) {
  await using secured = await startHttpSink(await authority.issue(kind, { names: ["hook.test"] }));
  const deps = { lookup: leadingTo("127.0.0.1"), caPem: authority.caPem };
  const outcome = await post({ url: `https://hook.test:${secured.port}/` }, deps);
  return { outcome, taken: secured.deliveries.length };
}

test("a message goes over TLS to who proves the name", async () => {
  expect(await postOverTls("good")).toEqual({ outcome: { kind: "sent", answer: "HTTP 200: taken" }, taken: 1 });
});

test.each([["expired"], ["not-yet-valid"], ["wrong-host"], ["self-signed"], ["unknown-issuer"]] as const)(
  "nothing is sent over TLS to a server whose certificate is %s",
  async (kind) => {
    const { outcome, taken } = await postOverTls(kind);
    expect(outcome).toMatchObject(unsent);
    expect(outcome.answer).toMatch(/certificate|signed|issuer|trusted/);
    expect(taken).toBe(0);
  },
);

test("a private authority is not trusted unless it is given", async () => {
  await using secured = await startHttpSink(await authority.issue("good", { names: ["hook.test"] }));
  const deps = { lookup: leadingTo("127.0.0.1") };
  expect(await post({ url: `https://hook.test:${secured.port}/` }, deps)).toMatchObject(unsent);
  expect(secured.deliveries).toEqual([]);
});

test("a server that takes the connection and does no handshake was sent nothing", async () => {
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const bound = mute.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const outcome = await post({ url: `https://127.0.0.1:${port}/` }, { timeoutMs: 1000 });
  mute.close();
  expect(outcome).toMatchObject({ ...unsent, answer: "127.0.0.1: no answer within 1 s (handshake)" });
});
