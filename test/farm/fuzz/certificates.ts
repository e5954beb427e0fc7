import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { ServedCertificate } from "../certificates.ts";
import { bits, boolean, der, octets, oid, sequence, set, text } from "./der.ts";
import { type Random, randomOf } from "./random.ts";

/** Certificates of one authority, each wrong, or only odd, in ways that a seed decides. */
export interface FuzzedCertificates {
  readonly caPem: string;
  /** What the host of this index sends. */
  served(index: number, host: string): ServedCertificate;
}

const ecdsaWithSha256 = sequence(oid("1.2.840.10045.4.3.2"));
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

/** Makes the authority; the same seed makes the same certificates but for their keys. */
export function fuzzedCertificates(seed: number): FuzzedCertificates {
  const [root, issuer, leaf] = [pair(), pair(), pair()];
  const rootName = name([["2.5.4.3", text("Fuzz root")]]);
  const issuerName = name([["2.5.4.3", text("Fuzz issuer")]]);
  const authority = [
    extension("2.5.29.19", sequence(boolean(true)), true),
    extension("2.5.29.15", der(0x03, Buffer.from([1, 6])), true),
  ];
  const rootDer = signed(
    tbs({ subject: rootName, issuer: rootName, key: root.publicKey, extensions: authority }),
    root.privateKey,
  );
  const issuerDer = signed(
    tbs({ subject: issuerName, issuer: rootName, key: issuer.publicKey, extensions: authority }),
    root.privateKey,
  );
  const key = leaf.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return {
    caPem: pemOf(rootDer),
    served(index, host) {
      const random = randomOf(seed, index);
      const order = { subject: name([["2.5.4.3", text(host)]]), issuer: issuerName, key: leaf.publicKey };
      const leafDer = signed(tbs({ ...order, ...oddParts(random, host) }), issuer.privateKey);
      const sent = random.chance(0.7)
        ? [leafDer, issuerDer]
        : [leafDer, ...oddChain(random, [issuerDer, rootDer, leafDer])];
      return { key, cert: sent.map(pemOf).join("") };
    },
  };
}

interface Parts {
  readonly version?: Buffer;
  readonly serial?: Buffer;
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly validity?: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** TBSCertificate (RFC 5280, 4.1). */
function tbs(parts: Parts): Buffer {
  const { version = der(0xa0, der(0x02, Buffer.from([2]))), serial = der(0x02, Buffer.from([1])) } = parts;
  const validity =
    parts.validity ?? sequence(der(0x17, Buffer.from("240101000000Z")), der(0x17, Buffer.from("490101000000Z")));
  const spki = parts.key.export({ type: "spki", format: "der" });
  const extensions = parts.extensions.length === 0 ? [] : [der(0xa3, sequence(...parts.extensions))];
  return sequence(version, serial, ecdsaWithSha256, parts.issuer, validity, parts.subject, spki, ...extensions);
}

function signed(content: Buffer, key: KeyObject): Buffer {
  return sequence(content, ecdsaWithSha256, bits(sign("sha256", content, key)));
}

function name(attributes: readonly (readonly [type: string, value: Buffer])[]): Buffer {
  return sequence(...attributes.map(([type, value]) => set(sequence(oid(type), value))));
}

function extension(id: string, content: Uint8Array, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(content));
}

function pemOf(certificate: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
}

/** One to three parts that are not as usual. */
function oddParts(random: Random, host: string): Pick<Parts, "extensions"> & Partial<Parts> {
  const san = extension("2.5.29.17", sequence(text(host, 0x82)));
  let parts: Pick<Parts, "extensions"> & Partial<Parts> = { extensions: [san] };
  for (let count = 1 + random.below(3); count > 0; count -= 1) {
    const odd = random.of([
      oddSubject,
      oddSubject,
      oddSerial,
      oddValidity,
      oddVersion,
      oddExtensions,
      oddExtensions,
      oddNames,
    ]);
    parts = { ...parts, ...odd(random, host, parts.extensions) };
  }
  return parts;
}

type Odd = (random: Random, host: string, extensions: readonly Buffer[]) => Partial<Parts>;

const attributeTypes = [
  "2.5.4.3",
  "2.5.4.6",
  "2.5.4.10",
  "2.5.4.11",
  "0.9.2342.19200300.100.1.25",
  "1.2.3.4.5",
  "1.2.840.113549.1.9.1",
];
const stringTags = [0x0c, 0x13, 0x14, 0x16, 0x1e, 0x1c, 0x12, 0x04, 0x30, 0x05, 0x01];
const oddTexts = [
  "",
  "a".repeat(70_000),
  "<script>alert(1)</script>",
  "\0host",
  "a\nb=c",
  "\u202egnp",
  '=,+;"\\',
  "é".repeat(300),
];

const oddSubject: Odd = (random) => {
  const value = () =>
    der(random.of(stringTags), random.chance(0.5) ? random.bytes(random.below(40)) : Buffer.from(random.of(oddTexts)));
  const count = random.of([0, 0, 0, 1, 1, 2, 5, 100]);
  const attributes = Array.from({ length: count }, () => [random.of(attributeTypes), value()] as const);
  if (random.chance(0.1))
    return { subject: sequence(set(...attributes.map(([type, one]) => sequence(oid(type), one)))) };
  return { subject: name(attributes) };
};

const oddSerial: Odd = (random) => ({ serial: der(0x02, random.bytes(random.of([0, 1, 8, 20, 21, 64, 2000]))) });

const instants = [
  "500101000000Z",
  "491231235959Z",
  "000000000000Z",
  "2401010000Z",
  "240101000000+0100",
  "99991231235959Z",
  "20240101000000Z",
  "20240101000000.5Z",
  "19000101000000Z",
  "20490230000000Z",
  "",
  "never",
];

const oddValidity: Odd = (random) => {
  const instant = () => der(random.of([0x17, 0x18]), Buffer.from(random.of(instants)));
  return { validity: sequence(instant(), instant()) };
};

const oddVersion: Odd = (random) => ({
  version: random.chance(0.3) ? Buffer.alloc(0) : der(0xa0, der(0x02, Buffer.from([random.below(9)]))),
});

const extensionIds = [
  "2.5.29.14",
  "2.5.29.15",
  "2.5.29.17",
  "2.5.29.18",
  "2.5.29.19",
  "2.5.29.30",
  "2.5.29.31",
  "2.5.29.32",
  "2.5.29.33",
  "2.5.29.35",
  "2.5.29.36",
  "2.5.29.37",
  "2.5.29.46",
  "2.5.29.54",
  "1.3.6.1.5.5.7.1.1",
  "1.3.6.1.5.5.7.1.24",
  "1.3.6.1.4.1.11129.2.4.2",
  "1.3.6.1.4.1.11129.2.4.3",
  "1.2.3.4.5",
];

const oddExtensions: Odd = (random, _host, extensions) => {
  const content = () =>
    random.of([
      () => random.bytes(random.below(60)),
      () => Buffer.alloc(0),
      () => sequence(),
      () => sequence(oid(random.of(extensionIds)), octets(random.bytes(8))),
      () => sequence(text(random.of(oddTexts), random.of(stringTags))),
      () => random.bytes(30_000),
    ])();
  const more = Array.from({ length: random.of([1, 1, 2, 3, 200]) }, () =>
    extension(random.of(extensionIds), content(), random.chance(0.2)),
  );
  return { extensions: random.chance(0.1) ? [] : [...extensions, ...more] };
};

/** Alternative names of every kind, with the right one among them or not (RFC 5280, 4.2.1.6). */
const oddNames: Odd = (random, host) => {
  const one = () =>
    der(
      random.of([0x80, 0x81, 0x82, 0x82, 0x82, 0x83, 0x86, 0x87, 0x88, 0xa0, 0xa4]),
      random.chance(0.5) ? random.bytes(random.below(20)) : Buffer.from(random.of(oddTexts)),
    );
  const odd = Array.from({ length: random.of([0, 1, 3, 10, 1000]) }, one);
  const right = random.chance(0.7)
    ? [text(random.of([host, host.toUpperCase(), `*.${host.split(".").slice(1).join(".")}`]), 0x82)]
    : [];
  return { extensions: [extension("2.5.29.17", sequence(...odd, ...right), random.chance(0.3))] };
};

function oddChain(random: Random, certificates: readonly Buffer[]): Buffer[] {
  return Array.from({ length: random.of([0, 1, 2, 5, 30]) }, () => random.of(certificates));
}
