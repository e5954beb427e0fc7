import { expect, test } from "bun:test";
import { notActedOn } from "../../../src/cli/not-acted-on.ts";

const nothing = { mail: undefined, gotify: [], apprise: {}, server: { ldap: undefined } };
const mail = {
  from: "argos@example.org",
  host: "127.0.0.1",
  port: 25,
  security: "none",
  addresses: [],
  login: undefined,
} as const;
const ldap = {
  uri: "ldaps://ldap.example.org",
  userTree: "ou=users",
  bindDn: undefined,
  bindPassword: undefined,
  userAttribute: "uid",
  userFilter: undefined,
};

test("a configuration without channels and directory leaves nothing to wait for", () => {
  expect(notActedOn(nothing)).toEqual([]);
});

test("every section that is set and not acted on is named", () => {
  const all = {
    mail,
    gotify: [{ url: "https://gotify.example.org", tokens: [] }],
    apprise: { team: [] },
    server: { ldap },
  };
  expect(notActedOn(all)).toEqual(["mail", "gotify", "apprise", "ldap"]);
});
