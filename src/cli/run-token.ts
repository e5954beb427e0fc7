import { TypeCompiler } from "@sinclair/typebox/compiler";
import { cleanText } from "../base/clean-text.ts";
import { ArgosError } from "../base/error.ts";
import { shellWord } from "../base/shell-word.ts";
import { AgentName } from "../contract/agent.ts";
import type { Scope } from "../server/auth/caller.ts";
import { mintToken } from "../server/auth/tokens.ts";
import { bindName } from "../store/agent-names.ts";
import { insertToken, listTokens, revokeToken } from "../store/api-tokens.ts";
import { recordAudit } from "../store/audit.ts";
import type { DatabasePlace } from "./desk-options.ts";
import { withDatabase } from "./open-desk.ts";
import { whoever } from "./silence-words.ts";
import { tokensJson, tokenTable } from "./token-text.ts";

/** What a new token is to be. */
export interface TokenOptions extends DatabasePlace {
  readonly name: string;
  readonly scope: readonly Scope[];
  /** Milliseconds; undefined never ends. */
  readonly expires?: number;
}

/** Tokens that are listed at most. */
const tokensMax = 10_000;

const agentName = TypeCompiler.Compile(AgentName);

/**
 * Makes a token: `text` is to be shown once, `said` tells what it is. One of agents belongs to the agent that is called as it
 * is, and no token without that name may speak as it from now on.
 */
export async function createToken(options: TokenOptions): Promise<{ readonly text: string; readonly said: string }> {
  const scopes = [...new Set(options.scope)];
  const isAgent = scopes.includes("agent");
  const name = isAgent ? nameOfAgent(options.name.trim()) : cleanText(options.name, 200).trim();
  if (name === "") throw new ArgosError("usage", "--name: say what the token is for");
  const { text, ...minted } = mintToken();
  const row = await withDatabase(options, "token", (db) =>
    db.transaction(async (tx) => {
      const by = whoever();
      const forMs = options.expires ?? null;
      const made = await insertToken(tx, { ...minted, name, scopes, createdBy: by, forMs });
      if (isAgent) await bindName(tx, { kind: "token", credential: made.id }, { name, origin: "chosen" });
      const subject = `token:${made.id}`;
      const detail = { name, scopes, expiresAt: made.expiresAt?.toISOString() ?? null };
      await recordAudit(tx, { actor: by, address: undefined, action: "token.create", subject, detail });
      return made;
    }),
  );
  const end = row.expiresAt === null ? "never ends" : `ends ${row.expiresAt.toISOString()}`;
  const use = isAgent ? `; start its agent with --name ${shellWord(name)}` : "";
  return { text, said: `token ${row.id} (${scopes.join(", ")}) ${end}${use}; it is shown only now:\n` };
}

function nameOfAgent(name: string): string {
  if (agentName.Check(name)) return name;
  throw new ArgosError("usage", `--name: it must be ${AgentName.description}, 253 at most`);
}

/** Every token without its secret, as a table or as JSON. */
export async function printTokens(options: DatabasePlace & { readonly json?: true }): Promise<string> {
  const tokens = await withDatabase(options, "token", (db) => db.run((sql) => listTokens(sql, tokensMax)));
  return options.json ? tokensJson(tokens) : tokenTable(tokens);
}

/** Ends a token and says so. Throws ArgosError "refused" for an id that is not there. */
export async function endToken(id: string, options: DatabasePlace): Promise<string> {
  const by = whoever();
  const row = await withDatabase(options, "token", (db) =>
    db.transaction(async (tx) => {
      const revoked = await revokeToken(tx, { id, by });
      if (revoked === undefined)
        throw new ArgosError("refused", `there is no token ${id}: argos token list prints them`);
      const detail = { name: revoked.name };
      await recordAudit(tx, { actor: by, address: undefined, action: "token.revoke", subject: `token:${id}`, detail });
      return revoked;
    }),
  );
  return `token ${row.id} (${row.name}) is revoked\n`;
}
