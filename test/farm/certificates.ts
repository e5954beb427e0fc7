import "reflect-metadata";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A key and the certificates a server sends with it, leaf first, as PEM: the two options of `Bun.serve` and `node:tls`. */
export interface ServedCertificate {
  readonly key: string;
  readonly cert: string;
}

export const certificateKinds = [
  "good",
  "expired",
  "not-yet-valid",
  "wrong-host",
  "self-signed",
  "unknown-issuer",
  "incomplete-chain",
  "weak-key",
  "weak-signature",
  "hostile-texts",
] as const;
export type CertificateKind = (typeof certificateKinds)[number];

export interface IssueOptions {
  /** subjectAltName entries: host names, `*.suffix`, or IP addresses. */
  readonly names: readonly string[];
  /** Days from now to the end; 90 unless told. */
  readonly days?: number;
}

/** A certificate authority in memory: a root that nobody but a test trusts, and one intermediate below it. */
export interface Authority {
  /** PEM of the root: what `probe.ca` or `NODE_EXTRA_CA_CERTS` would hold. */
  readonly caPem: string;
  /** A certificate that is wrong in the way `kind` says, and in no other. */
  issue(kind: CertificateKind, options: IssueOptions): Promise<ServedCertificate>;
}

/** What WebCrypto takes to make a key and to sign with it. */
export interface KeyAlgorithm {
  readonly name: string;
  readonly hash: string;
  readonly namedCurve?: string;
  readonly modulusLength?: number;
  readonly publicExponent?: Uint8Array<ArrayBuffer>;
}

const dayMs = 24 * 3_600_000;
const ecdsa: KeyAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const rsa = (modulusLength: number, hash: string): KeyAlgorithm => ({
  name: "RSASSA-PKCS1-v1_5",
  modulusLength,
  hash,
  publicExponent: new Uint8Array([1, 0, 1]),
});

/** Text that would do harm in a page, a terminal or a log, for names inside certificates. */
export const hostileText = '<script>alert(1)</script>\u001b[31m\u202egnp.exe"{{7*7}}';

/** Makes a new authority; a few milliseconds, since its keys are elliptic. */
export async function createAuthority(name = "Farm"): Promise<Authority> {
  const root = await rootOf(`${name} root`);
  const intermediate = await intermediateOf(root, `${name} intermediate`);
  return {
    caPem: root.certificate.toString("pem"),
    issue: (kind, options) => issue({ root, intermediate }, kind, options),
  };
}

interface Issuer {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

interface Issuers {
  readonly root: Issuer;
  readonly intermediate: Issuer;
}

async function issue(issuers: Issuers, kind: CertificateKind, options: IssueOptions): Promise<ServedCertificate> {
  const { intermediate } = issuers;
  const sent = [intermediate.certificate];
  const now = Date.now();
  switch (kind) {
    case "good":
      return await leaf({ issuer: intermediate, sent, ...options });
    case "expired":
      return await leaf({ issuer: intermediate, sent, ...options, from: now - 90 * dayMs, to: now - dayMs });
    case "not-yet-valid":
      return await leaf({ issuer: intermediate, sent, ...options, from: now + dayMs, to: now + 90 * dayMs });
    case "wrong-host":
      return await leaf({ issuer: intermediate, sent, names: ["elsewhere.invalid"] });
    case "self-signed":
      return await leaf({ issuer: undefined, sent: [], ...options });
    case "unknown-issuer": {
      const stranger = await rootOf("Stranger root");
      return await leaf({ issuer: stranger, sent: [stranger.certificate], ...options });
    }
    case "incomplete-chain":
      return await leaf({ issuer: intermediate, sent: [], ...options });
    case "weak-key":
      return await leaf({ issuer: intermediate, sent, ...options, algorithm: rsa(1024, "SHA-256") });
    case "weak-signature": {
      const old = await intermediateOf(issuers.root, "Farm old intermediate", rsa(2048, "SHA-1"));
      return await leaf({ issuer: old, sent: [old.certificate], ...options, hash: "SHA-1" });
    }
    case "hostile-texts":
      return await leaf({ issuer: intermediate, sent, ...options, subject: [{ CN: [hostileText], O: [hostileText] }] });
    default:
      return kind satisfies never;
  }
}

interface LeafOptions extends IssueOptions {
  /** Undefined signs with its own key. */
  readonly issuer: Issuer | undefined;
  /** What the server sends after the leaf. */
  readonly sent: readonly X509Certificate[];
  readonly from?: number;
  readonly to?: number;
  readonly algorithm?: KeyAlgorithm;
  readonly hash?: string;
  readonly subject?: { [type: string]: string[] }[];
}

async function leaf(options: LeafOptions): Promise<ServedCertificate> {
  const keys = await generateKeys(options.algorithm ?? ecdsa);
  const subject = options.subject ?? [{ CN: [options.names[0] ?? "farm"] }];
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: options.issuer?.certificate.subject ?? subject,
    notBefore: new Date(options.from ?? Date.now() - dayMs),
    notAfter: new Date(options.to ?? Date.now() + (options.days ?? 90) * dayMs),
    publicKey: keys.publicKey,
    signingKey: options.issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: signing(options.issuer?.keys ?? keys, options.hash ?? "SHA-256"),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(options.names.map(generalName)),
      ...(options.issuer ? [await AuthorityKeyIdentifierExtension.create(options.issuer.keys.publicKey)] : []),
    ],
  });
  const pem = [certificate, ...options.sent].map((one) => one.toString("pem")).join("\n");
  return { key: await pemOfKey(keys.privateKey), cert: pem };
}

async function rootOf(name: string): Promise<Issuer> {
  const keys = await generateKeys(ecdsa);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 400 * dayMs),
    notAfter: new Date(Date.now() + 3650 * dayMs),
    signingAlgorithm: ecdsa,
    keys,
    extensions: await authorityExtensions(keys),
  });
  return { certificate, keys };
}

async function intermediateOf(root: Issuer, name: string, algorithm: KeyAlgorithm = ecdsa): Promise<Issuer> {
  const keys = await generateKeys(algorithm);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: root.certificate.subject,
    notBefore: new Date(Date.now() - 399 * dayMs),
    notAfter: new Date(Date.now() + 1825 * dayMs),
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    signingAlgorithm: ecdsa,
    extensions: [
      ...(await authorityExtensions(keys)),
      await AuthorityKeyIdentifierExtension.create(root.keys.publicKey),
    ],
  });
  return { certificate, keys };
}

async function authorityExtensions(keys: CryptoKeyPair) {
  return [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
  ];
}

/** A key pair that can be exported. */
export async function generateKeys(algorithm: KeyAlgorithm): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new TypeError(`${algorithm.name} makes no key pair`);
  return keys;
}

function signing(keys: CryptoKeyPair, hash: string): { name: string; hash: string } {
  return { name: keys.privateKey.algorithm.name, hash };
}

function generalName(name: string): { type: "ip" | "dns"; value: string } {
  return { type: /^[\d.]+$|:/.test(name) ? "ip" : "dns", value: name };
}

/** A private key as a server takes it. */
export async function pemOfKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
