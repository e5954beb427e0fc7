import type { Database } from "../../src/db/connect.ts";
import type { Scope } from "../../src/server/auth/caller.ts";
import { createPasswords } from "../../src/server/auth/passwords.ts";
import { addUser } from "../../src/server/auth/people.ts";
import { mintToken } from "../../src/server/auth/tokens.ts";
import { bindName } from "../../src/store/agent-names.ts";
import { insertToken } from "../../src/store/api-tokens.ts";
import type { UserRole, UserRow } from "../../src/store/users.ts";

/** The password of everybody whom a test makes. */
export const aPassword = "correct horse battery staple";

let kept: Promise<string> | undefined;

/** The hash of `aPassword`, made once: it takes a tenth of a second. */
function hashed(): Promise<string> {
  kept ??= createPasswords().hash(aPassword, new AbortController().signal);
  return kept;
}

/** A local person with `aPassword`, an administrator unless told. */
export async function storeUser(
  db: Database,
  { name = "alice", role = "administrator" }: { readonly name?: string; readonly role?: UserRole } = {},
): Promise<UserRow> {
  const made = await addUser({ db, actor: "cli:test" }, { name, role, passwordHash: await hashed() });
  if (made === undefined) throw new Error(`there is a user ${name} already`);
  return made;
}

interface TokenToStore {
  readonly scopes?: readonly Scope[];
  readonly forMs?: number | null;
  /** The agent that it is made for; the first that shows it unless told. */
  readonly agent?: string;
}

/** A token that is kept; `text` is what its holder sends. */
export async function storeToken(
  db: Database,
  { scopes = ["read"], forMs = null, agent }: TokenToStore = {},
): Promise<{ readonly id: string; readonly text: string }> {
  const { text, ...minted } = mintToken();
  await db.run(async (sql) => {
    await insertToken(sql, { ...minted, name: scopes.join("+"), scopes, createdBy: "cli:test", forMs });
    if (agent === undefined) return;
    await bindName(sql, { kind: "token", credential: minted.id }, { name: agent, origin: "chosen" });
  });
  return { id: minted.id, text };
}
