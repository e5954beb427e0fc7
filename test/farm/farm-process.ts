import { startHealthyFarm } from "./healthy-farm.ts";

/** What the process prints, as one line of JSON, when the farm answers. */
export interface FarmAddress {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly caPem: string;
}

/** A farm in a process of its own, so that its processor time is not the prober's. */
export async function spawnFarm(): Promise<FarmAddress & AsyncDisposable> {
  const child = Bun.spawn([process.execPath, import.meta.path], { stdout: "pipe", stdin: "pipe" });
  const { value } = await child.stdout.getReader().read();
  const told: FarmAddress = JSON.parse(new TextDecoder().decode(value));
  return {
    ...told,
    async [Symbol.asyncDispose]() {
      await child.stdin.end();
      await child.exited;
    },
  };
}

if (import.meta.main) {
  await using farm = await startHealthyFarm({ record: false });
  const { address, httpPort, httpsPort, caPem } = farm;
  console.log(JSON.stringify({ address, httpPort, httpsPort, caPem }));
  await Bun.stdin.text();
}
