import type { Clock } from "../../base/clock.ts";
import { shellWord } from "../../base/shell-word.ts";
import type { Database } from "../../db/connect.ts";
import type { Sql } from "../../db/pool.ts";
import { noteAgentAddress } from "../../store/agent-addresses.ts";
import {
  bindName,
  type CredentialKey,
  dropIdleName,
  endSharedUse,
  isNameReserved,
  listAgentNames,
  lockAgentNames,
  noteNameUse,
} from "../../store/agent-names.ts";
import { recordAudit } from "../../store/audit.ts";
import { type AgentCredential, createCredentialNames } from "../auth/credential.ts";
import { networkOf } from "../auth/network-of.ts";
import { ProblemError } from "../problem.ts";
import { shareBriefly } from "../share-briefly.ts";
import { forgetUnseenAgents } from "./forget.ts";

/** Names that one secret of the configuration may speak as at a time: users of the original share one between all agents. */
export const namesOfSecretMax = 50;

/** How long an agent must be gone before its name gives its place to another, in milliseconds. */
const idleMs = 3_600_000;

/** How old an answer may be, in milliseconds. */
const memoryMs = 10_000;

/** Answers remembered at most; another costs a transaction. */
const rememberedMax = 10_000;

/** An agent that calls. */
export interface AgentCall {
  readonly credential: AgentCredential;
  /** The name that it says it has. */
  readonly name: string;
  /** As the audit names the credential. */
  readonly actor: string;
  readonly address: string | undefined;
}

/** Lets credentials speak as the names that are theirs. */
export interface AgentNames {
  /**
   * Resolves where the credential of a call may speak as the name of it; the first use binds them. Throws a problem with
   * status 403 that says which name to use otherwise.
   */
  admit(call: AgentCall): Promise<void>;
}

/** Names over the table `agent_name`, the same for all servers. Answers are ten seconds old at most. */
export function createAgentNames({ db, clock }: { readonly db: Database; readonly clock: Clock }): AgentNames {
  const nameCredential = createCredentialNames(db);
  const memory = shareBriefly<string | undefined>({ clock, keepMs: memoryMs, keysMax: rememberedMax });
  return {
    async admit(call) {
      const key = await nameCredential(call.credential);
      const network = call.address === undefined ? "" : networkOf(call.address);
      const asked = JSON.stringify([key.kind, key.credential, call.name, network]);
      const refusal = await memory.get(asked, () => db.transaction((tx) => decide(tx, key, call)));
      if (refusal !== undefined) throw new ProblemError({ status: 403, title: "Forbidden", detail: refusal });
    },
  };
}

/** Why a call is refused; undefined for one that is let in. */
async function decide(tx: Sql, key: CredentialKey, call: AgentCall): Promise<string | undefined> {
  const { credential, name } = call;
  if (credential.kind === "local" && name !== credential.agent) return refusedFor(credential.agent);
  const use = await noteNameUse(tx, key, name);
  if (use === "first") await endSharedUse(tx, name);
  const refusal = use === "unknown" ? await claim(tx, key, call) : undefined;
  if (refusal === undefined) await noteAddress(tx, key, { ...call, isBinding: use === "unknown" });
  return refusal;
}

/** Binds a name at its first use, unless it is another's or the credential has enough. */
async function claim(tx: Sql, key: CredentialKey, { name, actor, address }: AgentCall): Promise<string | undefined> {
  await lockAgentNames(tx);
  const names = await listAgentNames(tx, key);
  if (names.includes(name)) return undefined;
  if (key.kind !== "local") {
    const [own] = names;
    if (key.kind === "token" && own !== undefined) return refusedFor(own);
    if (await isNameReserved(tx, name)) return refusedReserved(name);
    if (names.length >= namesOfSecretMax && !(await makeRoom(tx, key))) return refusedMore(name);
  }
  await bindName(tx, key, { name, origin: "used" });
  const detail = { agent: name };
  await recordAudit(tx, { actor, address, action: "agent.bind", subject: subjectOf(key), detail });
  return undefined;
}

/** An agent that went by a name for an hour no more gives its place to one of another name, and is forgotten. */
async function makeRoom(tx: Sql, key: CredentialKey): Promise<boolean> {
  const idle = await dropIdleName(tx, key, idleMs);
  if (idle === undefined) return false;
  await forgetUnseenAgents(tx, { name: idle, ageMs: idleMs, rowsMax: 1 });
  return true;
}

/** The address of a first use stands beside it. Agents that a server started are at home. */
async function noteAddress(
  tx: Sql,
  key: CredentialKey,
  call: AgentCall & { readonly isBinding: boolean },
): Promise<void> {
  const { actor, address, name } = call;
  if (address === undefined || key.kind === "local") return;
  const isNew = await noteAgentAddress(tx, key, networkOf(address));
  if (!isNew || call.isBinding) return;
  const detail = { agent: name };
  await recordAudit(tx, { actor, address, action: "agent.address", subject: subjectOf(key), detail });
}

function subjectOf({ kind, credential }: CredentialKey): string {
  return kind === "token" ? `token:${credential}` : kind === "secret" ? "service.secrets" : "serve --with-agent";
}

function refusedFor(own: string): string {
  return `this token belongs to agent ${own}: start the agent with --name ${shellWord(own)}`;
}

function refusedReserved(name: string): string {
  return `the name ${name} belongs to another token: give --name another one, or ${orMakeToken(name)}`;
}

function refusedMore(name: string): string {
  return `this secret speaks for ${namesOfSecretMax} agents, the most it may: ${orMakeToken(name)}`;
}

function orMakeToken(name: string): string {
  return `make a token by argos token create --scope agent --name ${shellWord(name)}`;
}
