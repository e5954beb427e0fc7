import { describe, expect, test } from "bun:test";
import { parseDatabaseUrl } from "../../src/db/database-address.ts";

const full = { host: "db.example", port: 5433, user: "eve", password: "p@ss:w", database: "argos" };

describe("general.db.url", () => {
  test.each([
    ["postgresql://eve:p%40ss:w@db.example:5433/argos", { ...full, tls: "prefer" }],
    ["postgres://eve:p%40ss:w@db.example:5433/argos", { ...full, tls: "prefer" }],
    ["postgresql+psycopg2://eve:p%40ss:w@db.example:5433/argos", { ...full, tls: "prefer" }],
    ["postgresql+asyncpg://eve:p%40ss:w@db.example:5433/argos?sslmode=require", { ...full, tls: "require" }],
    ["postgresql://eve:p%40ss:w@db.example:5433/argos?sslmode=allow", { ...full, tls: "prefer" }],
    ["postgresql://eve@[::1]:5433/argos", { ...full, host: "::1", password: "", tls: "disable" }],
    ["postgresql://eve@127.0.0.1/argos", { ...full, host: "127.0.0.1", port: 5432, password: "", tls: "disable" }],
    [
      "postgresql://eve@localhost",
      { ...full, host: "localhost", port: 5432, password: "", database: "eve", tls: "disable" },
    ],
    [
      "postgresql:///argos?host=/run/postgresql&user=eve",
      { ...full, host: "/run/postgresql", port: 5432, password: "", tls: "disable" },
    ],
    [
      "postgresql://eve@/argos?host=/run/postgresql&port=5433",
      { ...full, host: "/run/postgresql", password: "", tls: "disable" },
    ],
    ["postgresql://eve:p%40ss:w@%2Frun%2Fpg:5433/argos", { ...full, host: "/run/pg", tls: "disable" }],
  ] as const)("%s is understood", (url, expected) => {
    expect(parseDatabaseUrl(url)).toEqual(expected);
  });

  test("a host, a user and a database that are missing are those of the local server and of who runs Argos", () => {
    const { host, port, user, database } = parseDatabaseUrl("postgresql:///");
    expect(host === "localhost" || host.startsWith("/")).toBe(true);
    expect(port).toBe(5432);
    expect(user).not.toBe("");
    expect(database).toBe(user);
  });

  test.each([
    ["mysql://eve:s3cret@db/argos", "not a PostgreSQL URL"],
    ["s3cret", "not a PostgreSQL URL"],
    ["postgresql://eve:p@s3cret@db/argos", "@ as %40"],
    ["postgresql://eve:p/s3cret@db/argos", "/ as %2F"],
    ["postgresql://eve:p?s3cret@db/argos", "? as %3F"],
    ["postgresql://eve:p#s3cret@db/argos", "# as %23"],
    ["postgresql://eve:s3cret@db:99999/argos", "port"],
    ["postgresql://eve:s3cret@db:0/argos", "port"],
    ["postgresql://eve:s3cret@db:65536/argos", "port"],
    ["postgresql://eve:s3cret@db:x/argos", "before the host"],
    ["postgresql://eve:s3cret%zz@db/argos", "%25"],
    ["postgresql://eve:s3cret@db/argos?sslmode=maybe", 'sslmode "maybe"'],
    ["postgresql://eve:s3cret@db/argos?sslrootcert=/nonexistent", "sslrootcert"],
  ])("%s is refused with what is wrong, not with the password", (url, part) => {
    let thrown: unknown;
    try {
      parseDatabaseUrl(url);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: "config" });
    expect(String(thrown)).toContain(part);
    expect(String(thrown)).not.toContain("s3cret");
  });

  test.each([1, 65535])("port %d is accepted", (port) => {
    expect(parseDatabaseUrl(`postgresql://eve@db:${port}/argos`).port).toBe(port);
  });
});
