import { expect, test } from "bun:test";
import { ArgosError } from "../../src/base/error.ts";
import { translateDatabaseError } from "../../src/db/connection-error.ts";
import { parseDatabaseUrl } from "../../src/db/database-address.ts";

const address = parseDatabaseUrl("postgresql://eve:s3cret@db.example/argos");
const anError = (code: string) => Object.assign(new Error(`says ${code}`), { code });

test.each([
  ["28P01", "the password is wrong"],
  ["3D000", "does not exist"],
  ["57P03", "starting up"],
  ["53300", "max_connections"],
  ["ECONNREFUSED", "nothing listens"],
  ["CONNECT_TIMEOUT", "no answer"],
  ["CERT_HAS_EXPIRED", "TLS failed"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "TLS failed"],
])("%s means that the server was not reached: %s", (code, part) => {
  const translated = translateDatabaseError(anError(code), address);
  expect(translated).toMatchObject({ code: "database" });
  expect(String(translated)).toContain(part);
  expect(String(translated)).toContain('db.example:5432 (database "argos") as user "eve" (general.db.url)');
  expect(String(translated)).not.toContain("s3cret");
});

test.each(["23505", "42P01", "57014", ""])("SQLSTATE %p stays as it was thrown", (code) => {
  const thrown = anError(code);
  expect(translateDatabaseError(thrown, address)).toBe(thrown);
});

test("an error of Argos stays as it was thrown", () => {
  const thrown = new ArgosError("schema-too-new", "newer");
  expect(translateDatabaseError(thrown, address)).toBe(thrown);
});
