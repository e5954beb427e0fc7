import { afterAll, expect, test } from "bun:test";
import { Secret } from "../../../src/base/secrets/secret.ts";
import { createLdapDirectory } from "../../../src/server/auth/ldap.ts";
import { ldapSettings } from "../../builders/ldap-settings.ts";
import { type Person, startLdapDirectory } from "../../harness/ldap-directory.ts";

function person(uid: string, more: Partial<Person["attributes"]> = {}): Person {
  const attributes = { uid: [uid], objectclass: ["person"], ...more };
  return {
    dn: `cn=${Buffer.from(uid).toString("hex")},ou=people,dc=example,dc=org`,
    password: `${uid}-password`,
    attributes,
  };
}

const people = [
  person("ada", { permission: ["argos"] }),
  person("bob"),
  person("Zoé", { permission: ["argos"] }),
  person("two", { mail: ["same@example.org"] }),
  person("deux", { mail: ["same@example.org"] }),
  person("many", { uid: ["first", "Second"], mail: ["first@example.org"] }),
];

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const server = held.use(await startLdapDirectory({ people }));
const uri = `ldap://127.0.0.1:${server.port}`;
const ever = new AbortController().signal;

function directory(overrides: Parameters<typeof ldapSettings>[0] = {}) {
  return createLdapDirectory(() => ldapSettings({ uri, ...overrides }));
}

test.each([
  ["ada", "ada-password", { kind: "known", name: "ada", role: "administrator" }],
  ["bob", "bob-password", { kind: "known", name: "bob", role: "reader" }],
  ["Zoé", "Zoé-password", { kind: "known", name: "Zoé", role: "reader" }],
  ["Zoe\u0301", "Zoé-password", { kind: "known", name: "Zoé", role: "reader" }],
  [" bob ", "bob-password", { kind: "known", name: "bob", role: "reader" }],
  ["BOB", "bob-password", { kind: "known", name: "bob", role: "reader" }],
  ["second", "many-password", { kind: "known", name: "Second", role: "reader" }],
  ["bob", "ada-password", { kind: "wrong" }],
  ["bob", "bob-password ", { kind: "wrong" }],
  ["nobody", "bob-password", { kind: "wrong" }],
] as const)("%j with the password %j is %j", async (name, password, verdict) => {
  expect(await directory().verify(name, password, ever)).toEqual(verdict);
});

test("without administrators named, everybody is what the settings say", async () => {
  const all = directory({ administrators: [], defaultRole: "administrator" });
  expect(await all.verify("bob", "bob-password", ever)).toMatchObject({ role: "administrator" });
});

test("without a directory nobody is known", async () => {
  const none = createLdapDirectory(() => undefined);
  expect(await none.verify("ada", "ada-password", ever)).toEqual({ kind: "wrong" });
});

test("settings that are put in place are followed", async () => {
  let settings = ldapSettings({ uri });
  const following = createLdapDirectory(() => settings);
  expect(await following.verify("bob", "bob-password", ever)).toMatchObject({ role: "reader" });
  settings = ldapSettings({ uri, administrators: ["bob"] });
  expect(await following.verify("bob", "bob-password", ever)).toMatchObject({ role: "administrator" });
});

test.each([
  ["ada", ""],
  ["", "ada-password"],
  ["  ", "ada-password"],
  ["a\u0000da", "ada-password"],
  ["ada\u200e", "ada-password"],
  ["a".repeat(201), "ada-password"],
])("%j with %j does not even reach the directory", async (name, password) => {
  const before = server.connections();
  expect(await directory().verify(name, password, ever)).toEqual({ kind: "wrong" });
  expect(server.connections()).toBe(before);
});

/** How often an attribute is compared with a value in what a directory received (RFC 4511 section 4.5.1.7). */
function comparisons(received: Buffer, attribute: string, value: string): number {
  const octets = (text: string) => Buffer.from([0x04, Buffer.byteLength(text), ...Buffer.from(text)]);
  const wanted = Buffer.concat([octets(attribute), octets(value)]);
  return received.toString("latin1").split(wanted.toString("latin1")).length - 1;
}

test.each([
  "*",
  "a*",
  "*)(uid=*",
  "ada)(|(uid=*))",
  "ada)(&",
  "(ada)",
  "\\2a",
  "\\61da",
  "ada\\",
  "$&",
  "%uid",
  "ada,ou=people",
  "Zoë",
])("the name %s is looked for as it is", async (name) => {
  await using asked = await startLdapDirectory({ people });
  const settings = { uri: `ldap://127.0.0.1:${asked.port}` };
  expect(await directory(settings).verify(name, "ada-password", ever)).toEqual({ kind: "wrong" });
  expect(comparisons(asked.received(), "uid", name)).toBe(1);
  const filtered = directory({ ...settings, userFilter: "(|(uid=%uid)(cn=%uid))" });
  expect(await filtered.verify(name, "ada-password", ever)).toEqual({ kind: "wrong" });
  expect(comparisons(asked.received(), "uid", name)).toBe(3);
  expect(comparisons(asked.received(), "cn", name)).toBe(1);
  expect(asked.binds).toEqual([]);
});

test.each([
  ["(permission=argos)", "ada", "known"],
  ["(permission=argos)", "Zoé", "known"],
  ["(permission=argos)", "bob", "wrong"],
  ["(!(uid=bob))", "bob", "wrong"],
  ["(!(uid=bob))", "ada", "known"],
  ["(&(objectclass=person)(uid=%uid)(permission=argos))", "ada", "known"],
  ["(&(objectclass=person)(uid=%uid)(permission=argos))", "bob", "wrong"],
  ["(uid=x%uid)", "ada", "wrong"],
])("with the filter %s, %s is %s", async (userFilter, name, kind) => {
  expect(await directory({ userFilter }).verify(name, `${name}-password`, ever)).toMatchObject({ kind });
});

test("two entries of one name are nobody, and no password is tried", async () => {
  const before = server.binds.length;
  const byMail = directory({ userAttribute: "mail" });
  expect(await byMail.verify("same@example.org", "two-password", ever)).toEqual({ kind: "wrong" });
  expect(server.binds.length).toBe(before);
  expect(await byMail.verify("first@example.org", "many-password", ever)).toMatchObject({ kind: "known" });
});

test.each([
  ["none", []],
  ["one that looks like another", ["ad\u202ea"]],
  ["an empty one", [""]],
])("an entry that has no name, but %s, is nobody", async (_, uid) => {
  await using nameless = await startLdapDirectory({
    people,
    onSearch(_request, response) {
      response.send({ dn: people[0]?.dn ?? "", attributes: { uid } });
      response.end();
    },
  });
  const one = directory({ uri: `ldap://127.0.0.1:${nameless.port}` });
  expect(await one.verify("ada", "ada-password", ever)).toEqual({ kind: "wrong" });
  expect(nameless.binds).toEqual([]);
});

const searcher = { dn: "cn=argos,dc=example,dc=org", password: "searching" };
const guarded = held.use(await startLdapDirectory({ people, searcher }));
const guardedUri = `ldap://127.0.0.1:${guarded.port}`;

test("a directory is searched as bind_dn, and asked of a password over a connection of that login", async () => {
  const bind = { dn: searcher.dn, password: new Secret(searcher.password) };
  const asArgos = directory({ uri: guardedUri, bind });
  const before = guarded.connections();
  const verdicts = await Promise.all([
    asArgos.verify("bob", "bob-password", ever),
    asArgos.verify("bob", "wrong", ever),
    asArgos.verify("ada", "ada-password", ever),
  ]);
  expect(verdicts.map(({ kind }) => kind)).toEqual(["known", "wrong", "known"]);
  expect(guarded.connections() - before).toBe(3);
  expect(guarded.binds.filter(({ dn }) => dn === searcher.dn)).toHaveLength(3);
});

test.each([
  [new Secret("other"), "bind_dn cannot log in"],
  [undefined, "Code: 0x32"],
])("a directory that does not let Argos search is out of reach", async (password, message) => {
  const bind = password && { dn: searcher.dn, password };
  const verdict = await directory({ uri: guardedUri, bind }).verify("bob", "bob-password", ever);
  expect(verdict).toEqual({ kind: "unavailable", message: expect.stringContaining(message) });
  expect(JSON.stringify(verdict)).not.toMatch(/other|bob-password/);
});

test.each([
  [19, "wrong"],
  [32, "wrong"],
  [48, "wrong"],
  [49, "wrong"],
  [50, "wrong"],
  [53, "wrong"],
  [1, "unavailable"],
  [8, "unavailable"],
  [10, "unavailable"],
  [51, "unavailable"],
  [52, "unavailable"],
  [80, "unavailable"],
])("a bind that ends with %d is %s", async (bindCode, kind) => {
  await using refusing = await startLdapDirectory({ people, bindCode });
  const one = directory({ uri: `ldap://127.0.0.1:${refusing.port}` });
  expect(await one.verify("ada", "ada-password", ever)).toMatchObject({ kind });
});
