import { expect, test } from "bun:test";
import { showConfig } from "../../../src/config/show.ts";
import { goodConfig, problemsOf } from "../../builders/config-files.ts";
import { createAuthority } from "../../farm/certificates.ts";

const sites = "websites: [{domain: 'https://a.example'}]\n";
const { caPem } = await createAuthority();

/** A file whose `general` has these lines. */
function general(...lines: readonly string[]): string {
  return `general:\n${lines.map((line) => `  ${line}\n`).join("")}${sites}`;
}

const directory = "user_tree: 'dc=example,dc=org', user_attr: uid";
const provider = "client_id: argos, issuer: 'https://login.example.org'";
const publicUrl = "public_url: 'https://argos.example.org/'";

test("each example of the page about login providers is a good file", async () => {
  const page = await Bun.file(`${import.meta.dir}/../../../docs/login-providers.md`).text();
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example]) => example);
  const secret = { secret: "s3cret", isWorldReadable: false };
  const configs = examples.map((example) =>
    goodConfig({ "argos.yaml": `${example}${sites}`, "ldap-password": secret, "openid-secret": secret }),
  );
  expect(configs.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(
    configs.map(({ server }) => Object.keys(server.ldap ?? server.openid ?? server.trustedProxy ?? {})[0]),
  ).toEqual(["uri", "issuer", "addresses"]);
});

test("nobody but Argos says who somebody is where the file names no provider", () => {
  expect(goodConfig(sites).server).toMatchObject({ ldap: undefined, openid: undefined, trustedProxy: undefined });
});

test("every key of a directory has its meaning", () => {
  const bind = "bind_dn: 'cn=argos', bind_pwd: s3cret";
  const rest =
    "user_filter: '(uid=%uid)', starttls: true, ca_file: ca.pem, administrators: [ada], default_role: reader";
  const text = general(`ldap: {uri: 'ldap://ldap.example.org:1389', ${directory}, ${bind}, ${rest}}`);
  const config = goodConfig({ "argos.yaml": text, "ca.pem": caPem });
  expect(config.server.ldap).toMatchObject({
    uri: "ldap://ldap.example.org:1389",
    userTree: "dc=example,dc=org",
    userAttribute: "uid",
    userFilter: "(uid=%uid)",
    startTls: true,
    caPem: expect.stringContaining("BEGIN CERTIFICATE"),
    administrators: ["ada"],
    defaultRole: "reader",
    bind: { dn: "cn=argos" },
  });
  expect(config.server.ldap?.bind?.password.reveal()).toBe("s3cret");
  expect(config.warnings).toEqual([]);
  expect(showConfig(config)).not.toContain("s3cret");
});

test.each([
  ["", "administrator"],
  [", administrators: [ada]", "reader"],
  [", default_role: reader", "reader"],
])("a user of a directory%s is by default %s", (more, defaultRole) => {
  const { server, warnings } = goodConfig(general(`ldap: {uri: 'ldaps://x', ${directory}${more}}`));
  expect(server.ldap).toMatchObject({ defaultRole });
  expect(warnings).toEqual([]);
});

test.each([
  ["ldap://ldap.example.org", 1],
  ["ldap://127.0.0.1:389", 0],
  ["ldap://[::1]", 0],
  ["ldap://localhost/", 0],
  ["ldaps://ldap.example.org", 0],
  ["ldapi://%2Frun%2Fslapd%2Fldapi", 0],
])("of passwords on the way to %s there are %d warnings", (uri, warnings) => {
  expect(goodConfig(general(`ldap: {uri: '${uri}', ${directory}}`)).warnings).toHaveLength(warnings);
});

test.each([
  ["bind_dn: 'cn=argos'", "bind_dn has no bind_pwd"],
  ["bind_pwd: s3cret", "bind_pwd has no bind_dn"],
  ["administrators: [ada], default_role: administrator", "everybody is an administrator"],
])("{%s} works, with a warning", (more, warning) => {
  const { server, warnings } = goodConfig(general(`ldap: {uri: 'ldaps://x', ${directory}, ${more}}`));
  expect(server.ldap?.bind).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining(warning)]);
});

test.each(["ldaps://", "ldap://a ldap://b", "ldap://h/dc=x", "ldap://u:p@h", "ldapi://", "https://h", "h:389"])(
  "%s is no directory",
  (uri) => {
    const problems = problemsOf(general(`ldap: {uri: '${uri}', ${directory}}`));
    expect(problems.join()).toContain("is not an LDAP URI: write ldaps://host or ldaps://host:port");
  },
);

test.each(["ldaps://h", "ldapi://%2Fs"])("starttls does not go together with %s", (uri) => {
  expect(problemsOf(general(`ldap: {uri: '${uri}', ${directory}, starttls: true}`))).toEqual([
    "argos.yaml:2:15: starttls is for ldap:// alone: keep one of the two",
  ]);
});

test.each([
  ["(objectClass=person)", true],
  ["(!(uid=ldap_user))", true],
  ["(&(|(objectclass=posixAccount))(uid=%uid)(permission=cn=argos.main,ou=permission,dc=yunohost,dc=org))", true],
  ["(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=b)", true],
  ["objectClass=person", false],
  ["(uid=a", false],
  ["(uid=a))", false],
  ["(uid)", false],
  [`(uid=${"a".repeat(1994)})`, true],
  [`(uid=${"a".repeat(1995)})`, false],
])("the filter %s, taken: %p", (filter, isTaken) => {
  const problems = problemsOf(general(`ldap: {uri: 'ldaps://x', ${directory}, user_filter: '${filter}'}`));
  expect(problems[0] === "(loaded)").toBe(isTaken);
});

test("every key of a provider has its meaning", () => {
  const rest =
    "name: Keycloak, user_claim: email, scopes: [openid, email, groups], administrators: [ada], default_role: reader";
  const secret = "client_secret: s3cret, ca_file: ca.pem";
  const text = general(publicUrl, `openid: {${provider}, ${secret}, ${rest}}`);
  const config = goodConfig({ "argos.yaml": text, "ca.pem": caPem });
  expect(config.server.openid).toMatchObject({
    issuer: "https://login.example.org/",
    clientId: "argos",
    name: "Keycloak",
    userClaims: ["email"],
    scopes: ["openid", "email", "groups"],
    caPem: expect.stringContaining("BEGIN CERTIFICATE"),
    administrators: ["ada"],
    defaultRole: "reader",
  });
  expect(config.server.openid?.clientSecret?.reveal()).toBe("s3cret");
  expect(showConfig(config)).not.toContain("s3cret");
});

test("a provider needs no more than an issuer and a client", () => {
  expect(goodConfig(general(publicUrl, `openid: {${provider}}`)).server.openid).toEqual({
    issuer: "https://login.example.org/",
    clientId: "argos",
    clientSecret: undefined,
    name: "OpenID Connect",
    userClaims: ["preferred_username", "email"],
    scopes: ["openid", "profile", "email"],
    caPem: undefined,
    administrators: [],
    defaultRole: "reader",
  });
});

test("a provider needs an address to send people back to", () => {
  expect(problemsOf(general(`openid: {${provider}}`))).toEqual([
    'argos.yaml:2:11: "openid" needs general.public_url: the provider sends people back there',
  ]);
});

test.each([
  ["http://127.0.0.1:8080/realm", true],
  ["http://localhost", true],
  ["http://[::1]", true],
  ["http://127.0.0.1.example.org", false],
  ["http://10.0.0.1", false],
  ["https://a.example/?x=1", false],
  ["https://a.example/#x", false],
  ["https://user@a.example/", false],
])("the issuer %s, taken: %p", (issuer, isTaken) => {
  const problems = problemsOf(general(publicUrl, `openid: {client_id: argos, issuer: '${issuer}'}`));
  expect(problems[0] === "(loaded)").toBe(isTaken);
});

test("every key of a proxy has its meaning", () => {
  const addresses = "addresses: [192.0.2.1, 192.0.2.1, 10.0.0.0/8, '2001:db8::/32', '::1', 192.0.2.0/1, 0.0.0.0/32]";
  const text = general(`trusted_proxy: {${addresses}, user_header: Remote-User, administrators: [ada]}`);
  expect(goodConfig(text).server.trustedProxy).toEqual({
    addresses: ["192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "::1", "192.0.2.0/1", "0.0.0.0/32"],
    userHeader: "remote-user",
    administrators: ["ada"],
    defaultRole: "reader",
  });
});

test.each(["Authorization", "cookie", "X-Forwarded-Proto", "a b", "a:", "é", "x".repeat(101)])(
  "the header %s cannot hold a user",
  (header) => {
    const text = general(`trusted_proxy: {addresses: [192.0.2.1], user_header: '${header}'}`);
    expect(problemsOf(text)).toHaveLength(1);
    expect(problemsOf(text)[0]).toMatch(/is not the name of a header|cannot be the header with the user/);
  },
);

test.each(["administrators: [ada]", "default_role: reader"])("a proxy that names nobody has no use for %s", (more) => {
  expect(problemsOf(general(`trusted_proxy: {addresses: [192.0.2.1], ${more}}`))).toEqual([
    expect.stringContaining('without "user_header" the proxy names none'),
  ]);
});
