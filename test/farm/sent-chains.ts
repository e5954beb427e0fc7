import "reflect-metadata";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { generateKeys, type KeyAlgorithm, pemOfKey, type ServedCertificate } from "./certificates.ts";

const dayMs = 86_400_000;
const ecdsa: KeyAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const weakRsa: KeyAlgorithm = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 1024,
  hash: "SHA-1",
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** A certificate to make: who it is of, who signs it, and what it holds. */
export interface CertificateOrder {
  readonly subject: string | { [type: string]: string[] }[];
  readonly keys: CryptoKeyPair;
  readonly issuer: { readonly name: string; readonly keys: CryptoKeyPair };
  readonly extensions?: readonly Extension[];
  /** Days from now to its end; negative for one that has expired. */
  readonly days?: number;
}

/** Makes a certificate. */
export async function makeCertificate(order: CertificateOrder): Promise<X509Certificate> {
  const { subject, keys, issuer, extensions = [], days = 90 } = order;
  const { name } = issuer.keys.privateKey.algorithm;
  return await X509CertificateGenerator.create({
    subject,
    issuer: issuer.name,
    notBefore: new Date(Date.now() - 400 * dayMs),
    notAfter: new Date(Date.now() + days * dayMs),
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: name === "ECDSA" ? ecdsa : weakRsa,
    extensions: [...extensions],
  });
}

const isAuthority = [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
];
const isServer = [
  new BasicConstraintsExtension(false, undefined, true),
  new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
];
const forHost = (host: string, critical = false) =>
  new SubjectAlternativeNameExtension([{ type: "dns", value: host }], critical);
const unknownCritical = new Extension("1.2.3.4.5", true, Buffer.from("0500", "hex"));
/** permittedSubtrees: dNSName `example.c` (RFC 5280, 4.2.1.10). */
const limitedToOthers = new Extension("2.5.29.30", true, Buffer.from("300fa00d300b82096578616d706c652e63", "hex"));

/** Chains as servers send them, all for one host below one root. */
export interface SentChains {
  /** PEM of the only root that is trusted. */
  readonly rootPem: string;
  /** PEM of the intermediate alone. */
  readonly intermediatePem: string;
  readonly leafPem: string;
  readonly chains: Readonly<Record<string, ServedCertificate>>;
}

/** Makes one chain of each kind for a host. */
export async function makeSentChains(host: string): Promise<SentChains> {
  const [rootKeys, oldKeys, issuerKeys, leafKeys] = await Promise.all([ecdsa, ecdsa, ecdsa, ecdsa].map(generateKeys));
  if (!rootKeys || !oldKeys || !issuerKeys || !leafKeys) throw new Error("no keys");
  const weakKeys = await generateKeys(weakRsa);
  const byRoot = { name: "CN=Root", keys: rootKeys };
  const byOld = { name: "CN=Old", keys: oldKeys };
  const byIssuer = { name: "CN=Issuer", keys: issuerKeys };
  const authority = { extensions: isAuthority };
  const issuerOf = { subject: "CN=Issuer", keys: issuerKeys } as const;
  const leafOf = { subject: `CN=${host}`, keys: leafKeys, issuer: byIssuer } as const;

  const root = await makeCertificate({ subject: "CN=Root", keys: rootKeys, issuer: byRoot, days: 3650, ...authority });
  const oldRoot = await makeCertificate({ subject: "CN=Old", keys: oldKeys, issuer: byOld, days: -1, ...authority });
  const crossSign = await makeCertificate({
    subject: "CN=Root",
    keys: rootKeys,
    issuer: byOld,
    days: -1,
    ...authority,
  });
  const issuer = await makeCertificate({ ...issuerOf, issuer: byRoot, days: 900, ...authority });
  const expiredIssuer = await makeCertificate({ ...issuerOf, issuer: byRoot, days: -1, ...authority });
  const issuerByOld = await makeCertificate({ ...issuerOf, issuer: byOld, days: 900, ...authority });
  const limitedIssuer = await makeCertificate({
    ...issuerOf,
    issuer: byRoot,
    extensions: [...isAuthority, limitedToOthers],
  });
  const noAuthority = await makeCertificate({ ...issuerOf, issuer: byRoot });
  const weakRoot = await makeCertificate({
    subject: "CN=Weak",
    keys: weakKeys,
    issuer: { name: "CN=Weak", keys: weakKeys },
    ...authority,
  });
  const leaf = await makeCertificate({ ...leafOf, extensions: [...isServer, forHost(host)] });
  const clientLeaf = await makeCertificate({
    ...leafOf,
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]), forHost(host)],
  });
  const unknownLeaf = await makeCertificate({ ...leafOf, extensions: [...isServer, forHost(host), unknownCritical] });
  const namelessLeaf = await makeCertificate({ ...leafOf, extensions: isServer });
  const emptyLeaf = await makeCertificate({ ...leafOf, subject: [], extensions: [...isServer, forHost(host, true)] });
  const key = await pemOfKey(leafKeys.privateKey);
  const sent = (...certificates: readonly X509Certificate[]) => ({
    key,
    cert: certificates.map((one) => one.toString("pem")).join("\n"),
  });
  return {
    rootPem: root.toString("pem"),
    intermediatePem: issuer.toString("pem"),
    leafPem: leaf.toString("pem"),
    chains: {
      plain: sent(leaf, issuer),
      "with its root": sent(leaf, issuer, root),
      "with an expired cross-sign of its root": sent(leaf, issuer, crossSign),
      "with an expired cross-sign between": sent(leaf, crossSign, issuer),
      "with an expired root of others": sent(leaf, issuer, oldRoot),
      "with a weak root beside": sent(leaf, issuer, weakRoot),
      "with its issuer twice, the expired first": sent(leaf, expiredIssuer, issuer),
      "with its issuer twice, the expired last": sent(leaf, issuer, expiredIssuer),
      "with its issuer twice, signed by an unknown root first": sent(leaf, issuerByOld, issuer),
      "without a subject": sent(emptyLeaf, issuer),
      "with an expired issuer": sent(leaf, expiredIssuer),
      "without its issuer": sent(leaf),
      "limited to other names": sent(leaf, limitedIssuer),
      "with an unknown critical extension": sent(unknownLeaf, issuer),
      "for clients": sent(clientLeaf, issuer),
      "with a common name only": sent(namelessLeaf, issuer),
      "by an issuer that is no authority": sent(leaf, noAuthority),
    },
  };
}
