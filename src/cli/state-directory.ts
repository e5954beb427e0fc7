import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where the embedded database lives: as configured, else where systemd says ($STATE_DIRECTORY), else /var/lib/argos for
 * root, else the user's own state directory (XDG Base Directory Specification).
 */
export function stateDirectory(configured: string | undefined, environment: NodeJS.ProcessEnv): string {
  const systemd = environment.STATE_DIRECTORY?.split(":")[0];
  if (configured !== undefined) return configured;
  if (systemd) return systemd;
  if (process.getuid?.() === 0) return "/var/lib/argos";
  return join(environment.XDG_STATE_HOME || join(homedir(), ".local", "state"), "argos");
}
