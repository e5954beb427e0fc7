import { beforeEach, describe, expect, test } from "bun:test";
import { openidSettings } from "../builders/openid-settings.ts";
import { aPassword, storeUser } from "../builders/user.ts";
import { testDatabase } from "../harness/database.ts";
import { emptyTables } from "../harness/empty-tables.ts";
import { textOf } from "../harness/markup.ts";
import { openServer, visitor } from "../harness/visitor.ts";

const { database } = await testDatabase({ access: "none" });
const server = openServer(database);

beforeEach(async () => {
  await emptyTables(database, "argos_user", "session", "login_attempt", "audit");
});

describe("a form to log in", () => {
  test.each([
    [{ origin: "https://evil.example" }],
    [{ origin: "null" }],
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
  ])("is refused with %j: nobody is logged in as somebody else from elsewhere", async (headers) => {
    await storeUser(database);
    const fields = { name: "alice", password: aPassword };
    const answer = await visitor(server).ask("/login", { method: "POST", headers, fields });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([403, null]);
  });

  test.each([
    [16_384 - "name=&password=".length, 403],
    [16_385 - "name=&password=".length, 413],
  ])("with a password of %d characters is answered %d", async (length, status) => {
    const answer = await visitor(server).logIn("", "x".repeat(length));
    expect(answer.status).toBe(status);
    expect(textOf(answer.text).includes("do not belong together")).toBe(length + 15 <= 16_384);
  });

  test("shows a name as text, whatever it is", async () => {
    const { text } = await visitor(server).logIn('"><script>alert(1)</script>', "x");
    expect(text).not.toContain("<script");
  });

  test("says that there is nobody yet, and how to begin", async () => {
    expect(textOf((await visitor(server).ask("/login")).text)).toContain("argos user add NAME");
    await storeUser(database);
    expect(textOf((await visitor(server).ask("/login")).text)).not.toContain("argos user add");
  });

  test("is not asked of anybody where all is public and nobody could log in", async () => {
    const open = openServer(database, { settings: { unauthenticatedAccess: "all" } });
    const answer = await visitor(open).ask("/login");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    await storeUser(database);
    expect((await visitor(open).ask("/login")).status).toBe(200);
  });

  test("offers the other ways there are", async () => {
    const openid = openidSettings({ name: "With <our> account" });
    const { text } = await visitor(openServer(database, { settings: { openid } })).ask("/login?next=/sites");
    expect(text).toContain('<a href="/login/openid?next=%2Fsites">With &lt;our> account</a>');
  });
});
