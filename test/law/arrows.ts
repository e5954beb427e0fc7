import { type Import, isOurs } from "./import.ts";

interface Room {
  /** Rooms of which anything may be imported. */
  readonly values: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[];
}

/** The table of rooms in the design, where it differs deliberately: `contract` and `probe` speak the words of `config`. */
export const rooms: Readonly<Record<string, Room>> = {
  base: { values: [] },
  config: { values: ["base"] },
  checks: { values: ["base"], types: ["config"] },
  contract: { values: ["base"], types: ["checks", "config"] },
  net: { values: ["base"], types: ["config", "checks"] },
  probe: { values: ["base", "net"], types: ["config", "checks"] },
  db: { values: ["base"] },
  queue: { values: ["base", "db"], types: ["contract"] },
  store: { values: ["base", "db"], types: ["checks", "contract"] },
  notify: { values: ["base", "config", "checks", "net"] },
  agent: { values: ["base", "config", "checks", "contract", "net", "probe"] },
  server: { values: ["base", "config", "checks", "contract", "db", "queue", "store", "notify"] },
  cli: {
    values: [
      "base",
      "config",
      "checks",
      "contract",
      "net",
      "probe",
      "db",
      "queue",
      "store",
      "notify",
      "agent",
      "server",
    ],
  },
};

/** Closed lists of words from which types are made: where a room's types may be imported, so may these. */
export const vocabularies: readonly string[] = [
  "src/checks/event-kind.ts",
  "src/checks/period.ts",
  "src/checks/reason.ts",
  "src/config/check.ts",
  "src/config/probe-settings.ts",
  "src/config/site.ts",
];

/** What an import of a file in `src` breaks, as a sentence; undefined for nothing. */
export function brokenArrow(one: Import): string | undefined {
  if (!isOurs(one)) return undefined;
  const said = `${one.from} imports ${one.kind === "type" ? "types of " : ""}${one.to}`;
  if (!/\.\w+$/.test(one.to)) return `${said}: write the file's extension`;
  if (!one.to.startsWith("src/"))
    return /^(?:test|scripts)\//.test(one.to) ? `${said}, which is not shipped` : undefined;
  const from = roomOf(one.from);
  const to = roomOf(one.to);
  if (from === to) return undefined;
  const allowed = rooms[from];
  if (allowed === undefined) return `${one.from} is in no room of the table`;
  if (allowed.values.includes(to)) return undefined;
  if (!allowed.types?.includes(to)) return `${said}: ${from} may not import ${to}`;
  if (one.kind === "type" || vocabularies.includes(one.to)) return undefined;
  return `${said}: ${from} may import only types of ${to}`;
}

/** The room of a file in `src`: its first folder. */
export function roomOf(path: string): string {
  return path.split("/")[1] ?? "";
}
