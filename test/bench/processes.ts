import { readdirSync, readFileSync } from "node:fs";

/** What a process and all its descendants have used so far. */
export interface Usage {
  /** User and system time, in seconds. */
  readonly cpuSeconds: number;
  /** Memory that is theirs alone or their share of what is shared (PSS), in MiB. */
  readonly memoryMib: number;
}

/** Clock ticks a second; 100 on every Linux that Bun runs on (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** Reads /proc for a process tree; a process that ended meanwhile counts nothing. */
export function usageOf(pid: number): Usage {
  const pids = treeOf(pid);
  return {
    cpuSeconds: pids.reduce((sum, one) => sum + cpuSecondsOf(one), 0),
    memoryMib: pids.reduce((sum, one) => sum + memoryMibOf(one), 0),
  };
}

/** The process and its descendants. */
export function treeOf(root: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(parents.get(pid) ?? []));
  return found;
}

/** utime, stime and the times of children that ended (proc(5), /proc/pid/stat fields 14 to 17). */
function cpuSecondsOf(pid: number): number {
  const ticks = statOf(pid).slice(11, 15);
  return ticks.reduce((sum, one) => sum + Number(one), 0) / ticksPerSecond;
}

/** The fields of /proc/pid/stat after the command's name: state first, then the parent. */
function statOf(pid: number): string[] {
  const text = readProc(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function memoryMibOf(pid: number): number {
  const kib = /^Pss:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kib ?? 0) / 1024;
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
