import { expect, test } from "bun:test";
import { accessTable } from "../../src/server/auth/access.ts";
import { testDatabase } from "../harness/database.ts";
import { createPagesApp } from "../harness/pages.ts";

const { database } = await testDatabase();

test("the access table has exactly the routes of the application", () => {
  const routes = createPagesApp(database, "").routes.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(routes)].sort()).toEqual(Object.keys(accessTable).sort());
});
