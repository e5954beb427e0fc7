import { readFileSync, statSync } from "node:fs";
import type { Clock } from "../../base/clock.ts";
import { type HostsFile, parseHostsFile } from "./hosts-file.ts";
import { parseResolvConf, type ResolverSettings } from "./resolv-conf.ts";

/** What this machine's files say of names. */
export interface NameFiles {
  readonly hosts: HostsFile;
  readonly settings: ResolverSettings;
}

/** Where the files are. */
export interface NameFilePaths {
  readonly hosts: string;
  readonly resolvConf: string;
}

export const systemPaths: NameFilePaths = { hosts: "/etc/hosts", resolvConf: "/etc/resolv.conf" };

/** How often the files are looked at, in milliseconds: a laptop changes its network, DHCP comes late. */
const checkEveryMs = 1000;

/**
 * Follows the two files while the program runs: whatever becomes of them holds a second later. A missing file reads as an
 * empty one.
 */
export function followNameFiles(clock: Clock, paths: NameFilePaths = systemPaths): () => NameFiles {
  const hosts = followFile(paths.hosts, parseHostsFile);
  const resolvConf = followFile(paths.resolvConf, parseResolvConf);
  let files: NameFiles | undefined;
  let untilMs = 0;
  return () => {
    const nowMs = clock.monotonicMs();
    if (files !== undefined && nowMs < untilMs) return files;
    untilMs = nowMs + checkEveryMs;
    const next = { hosts: hosts(), settings: resolvConf() };
    if (files?.hosts !== next.hosts || files.settings !== next.settings) files = next;
    return files;
  };
}

/** Reads the file again when its identity, size or time of change is another. */
function followFile<Parsed>(path: string, parse: (text: string) => Parsed): () => Parsed {
  let known: { readonly mark: string; readonly parsed: Parsed } | undefined;
  return () => {
    const mark = markOf(path);
    if (known?.mark !== mark) known = { mark, parsed: parse(mark === "" ? "" : textOf(path)) };
    return known.parsed;
  };
}

function markOf(path: string): string {
  const seen = statSync(path, { throwIfNoEntry: false });
  return seen === undefined ? "" : `${seen.ino} ${seen.size} ${seen.mtimeMs} ${seen.ctimeMs}`;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It went or may not be read: the same as one that is not there.
    return "";
  }
}
