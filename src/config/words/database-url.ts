import { splitDatabaseUrl } from "../../base/database-url.ts";
import type { Secret } from "../../base/secrets/secret.ts";
import type { Kind, Report } from "../kinds/kind.ts";
import { secret, secretFile } from "../kinds/text-kinds.ts";
import type { Node } from "../yaml/node.ts";

/** A PostgreSQL URL. It may hold a password, so no message repeats it. */
export const databaseUrl: Kind<Secret> = judged(secret);

/** A file that holds a PostgreSQL URL. */
export const databaseUrlFile: Kind<Secret> = judged(secretFile);

function judged(kind: Kind<Secret>): Kind<Secret> {
  return {
    ...kind,
    words: kind === secret ? "a PostgreSQL URL" : kind.words,
    parse(node, report) {
      const url = kind.parse(node, report);
      return url !== undefined && isDatabaseUrl(url.reveal(), { node, report }) ? url : undefined;
    },
  };
}

function isDatabaseUrl(url: string, at: { readonly node: Node; readonly report: Report }): boolean {
  if (url.startsWith("sqlite:")) {
    at.report.problem(
      at.node,
      "SQLite is not supported: remove db.url to let Argos run its own database, or give a postgresql:// URL",
    );
    return false;
  }
  // not the platform's URL parser: libpq allows an empty host beside a user, for the unix socket, and SQLAlchemy a driver's name
  const parts = splitDatabaseUrl(url);
  if (!("fault" in parts)) return true;
  at.report.problem(at.node, parts.fault);
  return false;
}
