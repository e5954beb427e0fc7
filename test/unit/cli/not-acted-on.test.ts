import { expect, test } from "bun:test";
import { notActedOn } from "../../../src/cli/not-acted-on.ts";

const ldap = {
  uri: "ldaps://ldap.example.org",
  userTree: "ou=users",
  bindDn: undefined,
  bindPassword: undefined,
  userAttribute: "uid",
  userFilter: undefined,
};

test("a configuration without a directory leaves nothing to wait for", () => {
  expect(notActedOn({ server: { ldap: undefined } })).toEqual([]);
});

test("a directory that nobody can log in by yet is named", () => {
  expect(notActedOn({ server: { ldap } })).toEqual(["ldap"]);
});
