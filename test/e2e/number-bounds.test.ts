import { afterAll, expect, test } from "bun:test";
import { eventually, freePort, startArgos, temporaryDirectory, urlOf, write } from "../harness/argos.ts";
import { testDatabase } from "../harness/database.ts";

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const directory = held.use(temporaryDirectory()).path;
const { address } = await testDatabase();
const port = freePort();
const url = `http://127.0.0.1:${port}`;
const config = write(
  directory,
  "argos.yaml",
  `general: {db: {url: "${urlOf(address)}"}, unauthenticated_access: all}\nwebsites:\n  - domain: https://example.org\n`,
);
held.use(startArgos(["serve", "--config", config, "--port", String(port)], { directory, name: "server" }));
await eventually(async () => (await fetch(`${url}/-/ready`)).ok, "the server to be ready");

/** Elysia checks these bounds by the names of classes, which a minifier renames: so they are tried on the binary. */
test.each([
  ["/api/v1/sites?limit=1", 200],
  ["/api/v1/sites?limit=200", 200],
  ["/api/v1/sites?limit=0", 422],
  ["/api/v1/sites?limit=-1", 422],
  ["/api/v1/sites?limit=201", 422],
  ["/api/v1/sites?limit=1000000", 422],
  ["/api/v1/sites?limit=1.5", 422],
  ["/api/v1/sites?limit=1e400", 422],
  ["/api/v1/sites?limit=", 422],
  ["/api/v1/sites/2147483647", 404],
  ["/api/v1/sites/2147483648", 422],
  ["/api/v1/sites/0", 422],
  ["/api/v1/silences?active=perhaps", 422],
])("the binary gives %s the status %d", async (path, status) => {
  expect([path, (await fetch(url + path)).status]).toEqual([path, status]);
});
