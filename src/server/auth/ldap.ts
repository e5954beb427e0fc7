import { type Client, type Entry, ResultCodeError } from "ldapts";
import { cleanText } from "../../base/clean-text.ts";
import { messageOf } from "../../base/error.ts";
import { createSemaphore } from "../../base/semaphore.ts";
import type { LdapSettings } from "../../config/login-providers.ts";
import type { PasswordDirectory, PasswordVerdict } from "./directory.ts";
import { openLdap } from "./ldap-connection.ts";
import { userFilter } from "./ldap-filter.ts";
import { personName } from "./person-name.ts";
import { roleOf } from "./role-of.ts";

/** Logins that ask the directory at once; more wait for their turn within their deadline. */
const loginsMax = 8;

const messageMax = 300;

/** How long a login may take, in milliseconds, waiting for its turn included. */
export interface LdapPatience {
  readonly deadlineMs: number;
}

/**
 * The directory of the settings in force; everybody is wrong where there is none. Each login has a connection of its own:
 * over a shared one, whoever logs in would search for the next with his own rights.
 */
export function createLdapDirectory(
  settings: () => LdapSettings | undefined,
  { deadlineMs }: LdapPatience = { deadlineMs: 5000 },
): PasswordDirectory {
  const places = createSemaphore(loginsMax);
  return {
    origin: "ldap",
    async verify(name, password, signal) {
      const inForce = settings();
      const asked = personName(name);
      // a directory takes an empty password for nobody in particular, and lets it in (RFC 4513 section 5.1.2)
      if (inForce === undefined || asked === undefined || password === "") return { kind: "wrong" };
      const late = AbortSignal.timeout(deadlineMs);
      const end = AbortSignal.any([signal, late]);
      try {
        using _place = await places.take(end);
        await using connection = openLdap(inForce, end);
        return await Promise.race([logIn(connection.client, inForce, { asked, password }), whenAborted(end)]);
      } catch (error) {
        const why = late.aborted ? `no answer within ${deadlineMs} ms` : messageOf(error);
        return { kind: "unavailable", message: cleanText(`the directory ${inForce.uri}: ${why}`, messageMax) };
      }
    },
  };
}

interface Login {
  readonly asked: string;
  readonly password: string;
}

async function logIn(client: Client, settings: LdapSettings, { asked, password }: Login): Promise<PasswordVerdict> {
  if (settings.startTls) await client.startTLS();
  if (settings.bind !== undefined) await bindToSearch(client, settings.bind);
  const entry = await findEntry(client, settings, asked);
  const name = entry && nameIn(entry, settings.userAttribute, asked);
  if (entry === undefined || name === undefined) return { kind: "wrong" };
  const isRight = await bindsAs(client, entry.dn, password);
  return isRight ? { kind: "known", name, role: roleOf(name, settings) } : { kind: "wrong" };
}

async function bindToSearch(client: Client, { dn, password }: NonNullable<LdapSettings["bind"]>): Promise<void> {
  try {
    await client.bind(dn, password.reveal());
  } catch (cause) {
    throw new Error(`bind_dn cannot log in: ${messageOf(cause)}`, { cause });
  }
}

/** The only entry of that name; of two, who could say which is meant. References to other directories are not followed. */
async function findEntry(client: Client, settings: LdapSettings, asked: string): Promise<Entry | undefined> {
  const { searchEntries } = await client.search(settings.userTree, {
    scope: "sub",
    filter: userFilter(settings, asked),
    attributes: [settings.userAttribute],
    sizeLimit: 2,
    timeLimit: 5,
  });
  const [entry, other] = searchEntries;
  return other === undefined && entry?.dn !== "" ? entry : undefined;
}

/** The name as the directory spells it: most compare without regard to case, and one person is to be one user. */
function nameIn(entry: Entry, attribute: string, asked: string): string | undefined {
  const key = Object.keys(entry).find((one) => one !== "dn" && one.toLowerCase() === attribute.toLowerCase());
  const names = [key === undefined ? [] : (entry[key] ?? [])].flat().map(personName);
  return names.find((one) => one?.toLowerCase() === asked.toLowerCase()) ?? names[0];
}

/**
 * Result codes of a bind (RFC 4511 appendix A.2) that are about who logs in, and not about the directory: constraint
 * violation, no such object, inappropriate authentication, invalid credentials, insufficient rights, unwilling to perform.
 */
const refusals: readonly number[] = [19, 32, 48, 49, 50, 53];

async function bindsAs(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError && refusals.includes(error.code)) return false;
    throw error;
  }
}

async function whenAborted(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
