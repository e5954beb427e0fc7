import { expect, test } from "bun:test";
import { answerOf, aProbeRequest, aProber, failureOf, never } from "../../builders/prober.ts";
import { type Authority, type CertificateKind, createAuthority } from "../../farm/certificates.ts";

const authority = await createAuthority();

async function observe(kind: CertificateKind, names = ["site1.farm.test"], trusted: Authority = authority) {
  const certificate = await authority.issue(kind, { names });
  await using server = Bun.serve({ hostname: "127.0.0.1", port: 0, tls: certificate, fetch: () => new Response("ok") });
  const probes = aProber({ settings: { resolve: { "*.farm.test": "127.0.0.1" }, caPem: trusted.caPem } });
  return await probes.probe(aProbeRequest({ url: `https://site1.farm.test:${server.port}/` }), never);
}

test.each([
  ["expired", "certificate-expired", 2, "CN=site1.farm.test expired at 20"],
  ["not-yet-valid", "certificate-not-yet-valid", 2, "CN=site1.farm.test is valid only from 20"],
  ["wrong-host", "certificate-wrong-host", 2, "for elsewhere.invalid, not for site1.farm.test"],
  ["self-signed", "certificate-self-signed", 1, "signed by itself (CN=site1.farm.test)"],
  ["unknown-issuer", "certificate-unknown-issuer", 2, "CN=Stranger root, which is not trusted"],
  [
    "incomplete-chain",
    "certificate-incomplete-chain",
    1,
    "the issuer (CN=Farm intermediate) is neither sent nor trusted",
  ],
  ["weak-key", "certificate-weak", 2, "an RSA key of 1024 bits"],
  ["weak-signature", "certificate-weak", 2, "signed with sha1WithRSAEncryption"],
] as const)("a certificate that is %s is %s, with the %d certificates sent", async (kind, reason, sent, message) => {
  const seen = failureOf(await observe(kind));
  expect([seen.reason, seen.chain?.certificates.length, seen.remoteAddress]).toEqual([reason, sent, "127.0.0.1"]);
  expect(seen.message).toContain(message);
});

test("a good certificate is good", async () => {
  expect(answerOf(await observe("good")).chain?.certificates).toHaveLength(2);
});

test("a whole chain of a private authority that is not trusted has an unknown issuer", async () => {
  const seen = failureOf(await observe("good", undefined, await createAuthority("Other")));
  expect([seen.reason, seen.chain?.certificates.length]).toEqual(["certificate-unknown-issuer", 2]);
  expect(seen.message).toContain("CN=Farm root");
});

test("texts of a certificate are clean", async () => {
  const leaf = answerOf(await observe("hostile-texts")).chain?.certificates[0];
  expect(leaf?.subject).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(leaf?.subject).toContain("{{7*7}}");
});

test.each([
  [99, 99],
  [100, 100],
  [101, 100],
  [1000, 100],
])("of %d names of a certificate %d are kept", async (count, kept) => {
  const names = ["site1.farm.test", ...Array.from({ length: count - 1 }, (_, index) => `other${index}.farm.test`)];
  expect(answerOf(await observe("good", names)).chain?.certificates[0]?.names).toHaveLength(kept);
});

test("an expired certificate keeps its instants", async () => {
  const dayAgoMs = () => Date.now() - 86_400_000;
  // Certificates count in whole seconds.
  const beforeMs = dayAgoMs() - 1000;
  const leaf = failureOf(await observe("expired")).chain?.certificates[0];
  expect(leaf?.notAfterMs).toBeWithin(beforeMs, dayAgoMs() + 1);
  expect(leaf?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});
