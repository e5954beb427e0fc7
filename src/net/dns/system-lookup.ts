import type { Clock } from "../../base/clock.ts";
import { createResolver, type Lookup } from "./resolver.ts";
import { followNameFiles } from "./system-files.ts";

/** Looks names up as this machine's files say. */
export function createSystemLookup(clock: Clock): Lookup {
  return createResolver({ clock, files: followNameFiles(clock) });
}
