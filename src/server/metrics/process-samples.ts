import { readdir } from "node:fs/promises";
import { version } from "../../base/version.ts";
import type { DatabaseActivity } from "../../db/connect.ts";
import { readings } from "./catalogue.ts";
import { type Sample, sample } from "./sample.ts";

/** What this process is and uses. */
export async function processSamples({ running, poolSize }: DatabaseActivity): Promise<Sample[]> {
  const lagSeconds = await measureLag();
  const { user, system } = process.cpuUsage();
  const files = await countOpenFiles();
  return [
    sample(readings.buildInfo, 1, { version }),
    sample(readings.poolSize, poolSize),
    sample(readings.poolBusy, running),
    sample(readings.poolWaiting, Math.max(0, running - poolSize)),
    sample(readings.processCpu, (user + system) / 1e6),
    sample(readings.processMemory, process.memoryUsage.rss()),
    sample(readings.processStart, Math.floor(performance.timeOrigin / 1000)),
    ...(files === undefined ? [] : [sample(readings.processFiles, files)]),
    sample(readings.eventLoop, lagSeconds),
  ];
}

/** How much later than at once a turn of the event loop comes. */
async function measureLag(): Promise<number> {
  const startMs = performance.now();
  await new Promise<void>((resolve) => setImmediate(resolve));
  return (performance.now() - startMs) / 1000;
}

/** Linux lists them; other systems do not. */
async function countOpenFiles(): Promise<number | undefined> {
  return await readdir("/proc/self/fd").then(
    (names) => names.length,
    () => undefined,
  );
}
