import type { ServerSettings } from "../../config/config.ts";

/**
 * What stands before the paths of this installation in documents that are read elsewhere; empty when nobody knows it.
 * `general.public_url` holds the folder that `general.root_path` names, and so have the paths.
 */
export function homeOf({ publicUrl, rootPath }: Pick<ServerSettings, "publicUrl" | "rootPath">): string {
  if (publicUrl === undefined) return "";
  return rootPath !== "" && publicUrl.endsWith(rootPath) ? publicUrl.slice(0, -rootPath.length) : publicUrl;
}
