import { expect, test } from "bun:test";
import type { Observation } from "../../../src/checks/observation.ts";
import { answerOf, aProbeRequest, aProber, failureOf, never } from "../../builders/prober.ts";
import type { ServedCertificate } from "../../farm/certificates.ts";
import { makeSentChains } from "../../farm/sent-chains.ts";

const host = "site1.farm.test";
const { chains, rootPem, intermediatePem, leafPem } = await makeSentChains(host);
const settings = { resolve: { [host]: "127.0.0.1" } };

test.each([
  ["plain", 2, 0],
  ["with its root", 2, 1],
  ["with an expired cross-sign of its root", 2, 1],
  ["with an expired cross-sign between", 2, 1],
  ["with an expired root of others", 2, 1],
  ["with a weak root beside", 2, 1],
  ["with its issuer twice, the expired first", 2, 1],
  ["with its issuer twice, the expired last", 2, 1],
  ["with its issuer twice, signed by an unknown root first", 2, 1],
  ["without a subject", 2, 0],
] as const)(
  "a chain %s is good, as it is for curl: %d certificates lead to the root, %d do not",
  async (kind, path, extras) => {
    for (const look of await lookTwice(kind)) {
      const { chain } = answerOf(look);
      expect([chain?.certificates.length, chain?.extras?.length ?? 0]).toEqual([path, extras]);
      expect(chain?.certificates.every((one) => one.notAfterMs > Date.now())).toBe(true);
    }
  },
);

test.each([
  ["with an expired issuer", "certificate-expired", "CN=Issuer expired at"],
  ["without its issuer", "certificate-incomplete-chain", "neither sent nor trusted"],
  ["limited to other names", "certificate-invalid", "name constraints"],
  ["with an unknown critical extension", "certificate-invalid", "critical extension"],
  ["for clients", "certificate-invalid", "another purpose"],
  ["with a common name only", "certificate-wrong-host", "subjectAltName"],
  ["by an issuer that is no authority", "certificate-invalid", "purpose"],
] as const)("a chain %s is bad, as it is for browsers: %s", async (kind, reason, message) => {
  for (const look of await lookTwice(kind)) {
    expect(failureOf(look).reason).toBe(reason);
    expect(failureOf(look).message).toContain(message);
  }
});

test.each([
  ["the intermediate", intermediatePem],
  ["the certificate itself", leafPem],
] as const)("%s alone may be trusted", async (_, caPem) => {
  for (const look of await lookTwice("plain", caPem)) expect(look.kind).toBe("answer");
});

test("a chain that is repaired is good at the next probe", async () => {
  const probes = aProber({ settings: { ...settings, caPem: rootPem } });
  const kinds: string[] = [];
  for (const kind of ["with an expired issuer", "plain", "without its issuer", "plain"]) {
    await using server = serve(served(kind));
    kinds.push((await probes.probe(aProbeRequest({ url: `https://${host}:${server.port}/` }), never)).kind);
  }
  expect(kinds).toEqual(["failure", "answer", "failure", "answer"]);
});

test("every https hop of a followed redirect has its certificates looked at", async () => {
  await using last = serve(served("plain"));
  await using first = serve(served("with its root"), `https://${host}:${last.port}/`);
  const probes = aProber({ settings: { ...settings, caPem: rootPem } });
  const seen = answerOf(
    await probes.probe(aProbeRequest({ url: `https://${host}:${first.port}/`, redirectsMax: 1 }), never),
  );
  expect(seen.redirectChains?.map((one) => one.extras?.length)).toEqual([1]);
  expect(seen.chain?.certificates).toHaveLength(2);
});

/** The same prober looks twice, since it remembers. */
async function lookTwice(kind: string, caPem = rootPem): Promise<Observation[]> {
  await using server = serve(served(kind));
  const probes = aProber({ settings: { ...settings, caPem } });
  const request = aProbeRequest({ url: `https://${host}:${server.port}/` });
  return [await probes.probe(request, never), await probes.probe(request, never)];
}

function serve(tls: ServedCertificate, location?: string) {
  const fetch = () => (location === undefined ? new Response("ok") : Response.redirect(location));
  return Bun.serve({ hostname: "127.0.0.1", port: 0, tls, fetch });
}

function served(kind: string): ServedCertificate {
  const found = chains[kind];
  if (found === undefined) throw new Error(`no chain ${kind}`);
  return found;
}
