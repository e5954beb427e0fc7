import { randomBytes } from "node:crypto";
import type { Database } from "../../src/db/connect.ts";
import { insertSession } from "../../src/store/sessions.ts";
import { insertUser } from "../../src/store/users.ts";

/** Stores a local administrator whose password nobody has, and a session of theirs from elsewhere; returns their id. */
export async function storePerson(database: Database, name: string): Promise<number> {
  return await database.transaction(async (tx) => {
    const user = await insertUser(tx, { name, role: "administrator", passwordHash: "of nothing" });
    if (user === undefined) throw new Error(`there is a user ${name} already`);
    const life = { seconds: 86_400, idleSeconds: 86_400 };
    await insertSession(tx, { id: randomBytes(32), userId: user.id, address: "192.0.2.7", ...life });
    return user.id;
  });
}
