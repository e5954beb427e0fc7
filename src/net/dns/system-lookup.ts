import type { Clock } from "../../base/clock.ts";
import { createResolver, type Lookup } from "./resolver.ts";
import { followNameFiles, systemPaths } from "./system-files.ts";

/** Looks names up as this machine's files say; `resolvConf` is the path of another `resolv.conf`. */
export function createSystemLookup(clock: Clock, resolvConf = systemPaths.resolvConf): Lookup {
  return createResolver({ clock, files: followNameFiles(clock, { ...systemPaths, resolvConf }) });
}
