import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach } from "../../src/db/embedded/account.ts";

/** A user that owns nothing and is in no group: where it may go everybody may. */
export const anybody = { uid: 54_321, gid: 54_321 };

/** TMPDIR, or a folder of the system where only its owner may enter that. */
export function openTemporaryFolder(): string {
  const candidates = [tmpdir(), "/tmp", "/var/tmp"];
  return candidates.find((folder) => canReach(anybody, folder)) ?? tmpdir();
}

/**
 * Makes a folder that other users may enter, such as the one that PostgreSQL runs as for root: the home of root or a folder
 * of `mktemp -d`, where a clone or TMPDIR may lie, shuts them out.
 */
export function makeOpenDirectory(prefix: string): string {
  const directory = mkdtempSync(join(openTemporaryFolder(), prefix));
  chmodSync(directory, 0o755);
  return directory;
}
