import { expect, test } from "bun:test";
import { loadTickets } from "../../src/server/auth/openid-ticket.ts";
import { connect, testDatabase } from "../harness/database.ts";
import { textOf } from "../harness/markup.ts";
import { openApp } from "../harness/pages.ts";

const { database, address } = await testDatabase();

test("who left from one server may come back to another", async () => {
  await using other = await connect(address);
  const [here, there] = await Promise.all([database.run(loadTickets), other.run(loadTickets)]);
  const { ticket, sealed } = here.issue("/sites", 0);
  expect(there.open(sealed, 599_999)).toEqual(ticket);
  expect(there.open(sealed, 600_000)).toBeUndefined();
});

test.each(["/login/openid", "/login/openid/callback", "/login/openid/callback?code=a&state=b&error=access_denied"])(
  "%s is not there without a provider",
  async (path) => {
    const answer = await openApp(database)(path);
    expect(answer.status).toBe(404);
    expect(textOf(answer.text)).toContain("Not found");
  },
);
