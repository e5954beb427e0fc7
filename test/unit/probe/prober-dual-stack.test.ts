import { afterAll, beforeAll, expect, test } from "bun:test";
import type { IpFamily } from "../../../src/config/site.ts";
import { answerOf, aProbeRequest, aProber, failureOf, never } from "../../builders/prober.ts";
import { startDeafListener } from "../../farm/deaf-listener.ts";
import { type HealthyFarm, startHealthyFarm } from "../../farm/healthy-farm.ts";

const held = new AsyncDisposableStack();
let farm: HealthyFarm;
beforeAll(async () => {
  farm = held.use(await startHealthyFarm());
  held.use(await startDeafListener(farm.httpsPort));
});
afterAll(() => held.disposeAsync());

/** A prober to which every name has an address that swallows packets and, behind it, one that answers. */
const prober = () =>
  aProber({
    settings: { caPem: farm.caPem },
    lookup: async (_, family) =>
      [{ address: "::1", family: 6 } as const, { address: "127.0.0.1", family: 4 } as const].filter(
        (one) => family === "any" || one.family === family,
      ),
  });

const request = (family: IpFamily = "any") => aProbeRequest({ url: farm.url("https", "site1.farm.test"), family });
/** For a probe that gets no answer, and must have time to come so far. */
const inVain = { timeoutMs: 2000 };

test("a host whose IPv6 swallows packets is up over whichever works, and down over IPv6", async () => {
  const probes = prober();
  for (let probe = 0; probe < 2; probe += 1) {
    expect(answerOf(await probes.probe(request(), never))).toMatchObject({ status: 200, remoteAddress: "127.0.0.1" });
  }
  expect(failureOf(await probes.probe({ ...request(6), ...inVain }, never)).reason).toBe("timeout");
});

test("a remembered family that refuses costs nothing: the other is tried in the same probe", async () => {
  const gone = await startHealthyFarm({ authority: farm.authority });
  const url = gone.url("https", "site1.farm.test");
  await gone[Symbol.asyncDispose]();
  const tried: string[] = [];
  const probes = aProber({
    settings: { caPem: farm.caPem },
    lookup: async () => [{ address: "127.0.0.1", family: 4 } as const, { address: "::1", family: 6 } as const],
    connect: async (address) => void tried.push(address),
  });
  for (let probe = 0; probe < 2; probe += 1) {
    expect(failureOf(await probes.probe(aProbeRequest({ url }), never))).toMatchObject({
      reason: "connection-refused",
      remoteAddress: "::1",
    });
  }
  expect(tried).toEqual(["127.0.0.1", "127.0.0.1"]);
});

test("the family that vanishes after it was found to answer costs one failure, then the other is used", async () => {
  let isSixAlive = true;
  const probes = aProber({
    settings: { caPem: farm.caPem },
    lookup: async () => [{ address: "::1", family: 6 } as const, { address: "127.0.0.1", family: 4 } as const],
    connect: async (address) => {
      if (address === "::1" && !isSixAlive) throw new Error("gone");
    },
  });
  const seen = failureOf(await probes.probe({ ...request(), ...inVain }, never));
  expect([seen.reason, seen.remoteAddress]).toEqual(["timeout", "::1"]);
  isSixAlive = false;
  expect(answerOf(await probes.probe(request(), never)).remoteAddress).toBe("127.0.0.1");
});

test("the last of many addresses is found, whichever family it has, also when it is known and gone", async () => {
  const dead = [2, 3, 4].map((n) => ({ address: `127.0.0.${n}`, family: 4 }) as const);
  let found = [...dead, { address: "::1", family: 6 } as const, { address: "127.0.0.1", family: 4 } as const];
  const probes = aProber({ settings: { caPem: farm.caPem }, lookup: async () => found });
  for (let probe = 0; probe < 2; probe += 1) {
    expect(answerOf(await probes.probe(request(), never)).remoteAddress).toBe("127.0.0.1");
    found = found.toReversed();
  }
});

test.each([
  ["both", "any", 6],
  ["any", "any", undefined],
  ["both", 4, undefined],
] as const)(
  "where websites must answer over %s, a target over %s that is dead over IPv6 has the dead family %p",
  async (families, family, dead) => {
    const found = [{ address: "::1", family: 6 } as const, { address: "127.0.0.1", family: 4 } as const];
    const lookup = async () => found.filter((one) => family === "any" || one.family === family);
    const probes = aProber({ settings: { caPem: farm.caPem, families }, lookup });
    for (let probe = 0; probe < 2; probe += 1) {
      const seen = answerOf(await probes.probe(request(family), never));
      expect([seen.status, seen.deadFamily]).toEqual([200, dead]);
    }
  },
);

test("a host that takes connections over both families has no dead one", async () => {
  const lookup = async () => [{ address: "::1", family: 6 } as const, { address: "127.0.0.1", family: 4 } as const];
  const probes = aProber({ settings: { caPem: farm.caPem, families: "both" }, lookup, connect: async () => undefined });
  const plain = aProbeRequest({ url: farm.url("https", "site1.farm.test") });
  const seen = await probes.probe({ ...plain, ...inVain }, never);
  expect("deadFamily" in seen).toBe(false);
});
