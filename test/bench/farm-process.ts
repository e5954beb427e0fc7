import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthority } from "../farm/certificates.ts";

/** So many host machines the farm pretends to be: `siteN.hK.farm.test` is on the K-th loopback address. */
export const machines = 8;

/** So many hosts the agent is measured on: it has met each of them before, as an agent has after its first minutes. */
export const agentHosts = 1_000;

/** A farm of TLS sites in a process of its own. */
export interface FarmProcess extends AsyncDisposable {
  readonly server: "nginx" | "bun";
  /** Of the process that runs now. */
  readonly pid: number;
  readonly caPem: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Overrides that lead every host of the farm to its address. */
  readonly resolve: Readonly<Record<string, string>>;
  /** Ends the process: every site refuses connections until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** The name of site number `index`. */
export function siteHost(index: number): string {
  return `site${index}.h${index % machines}.farm.test`;
}

/** Starts nginx where it is installed, else Bun's own server: http redirects to https, https answers 200. */
export async function startFarmProcess(directory: string): Promise<FarmProcess> {
  const authority = await createAuthority("Bench");
  const addresses = Array.from({ length: machines }, (_, index) => `127.0.0.${index + 10}`);
  const names = addresses.map((_, index) => `*.h${index}.farm.test`);
  const { key, cert } = await authority.issue("good", { names });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "farm.key"), key, { mode: 0o600 });
  writeFileSync(join(directory, "farm.crt"), cert);
  const nginx = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"].find(existsSync);
  const ports = { httpPort: 18_080, httpsPort: 18_443 };
  const command =
    nginx === undefined
      ? bunCommand(directory, addresses, ports)
      : nginxCommand({ nginx, directory, addresses, ...ports });
  let child = Bun.spawn(command, { stdio: ["ignore", "ignore", "inherit"] });
  const listening = () => untilListening(addresses[0] ?? "127.0.0.10", ports.httpPort);
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
  };
  await listening();
  return {
    server: nginx === undefined ? "bun" : "nginx",
    get pid() {
      return child.pid;
    },
    caPem: authority.caPem,
    ...ports,
    resolve: Object.fromEntries(addresses.map((address, index) => [`*.h${index}.farm.test`, address])),
    stop,
    async start() {
      child = Bun.spawn(command, { stdio: ["ignore", "ignore", "inherit"] });
      await listening();
    },
    [Symbol.asyncDispose]: stop,
  };
}

function nginxCommand(farm: {
  readonly nginx: string;
  readonly directory: string;
  readonly addresses: readonly string[];
  readonly httpPort: number;
  readonly httpsPort: number;
}): string[] {
  const { directory, addresses, httpPort, httpsPort } = farm;
  const config = `
    daemon off;
    worker_processes 1;
    pid ${directory}/nginx.pid;
    error_log ${directory}/error.log;
    events { worker_connections 8192; }
    http {
      access_log off;
      client_body_temp_path ${directory}/body;
      proxy_temp_path ${directory}/proxy;
      fastcgi_temp_path ${directory}/fastcgi;
      uwsgi_temp_path ${directory}/uwsgi;
      scgi_temp_path ${directory}/scgi;
      server {
        ${addresses.map((address) => `listen ${address}:${httpPort};`).join("\n")}
        return 301 https://$host:${httpsPort}$request_uri;
      }
      server {
        ${addresses.map((address) => `listen ${address}:${httpsPort} ssl;`).join("\n")}
        ssl_certificate ${directory}/farm.crt;
        ssl_certificate_key ${directory}/farm.key;
        location / { default_type text/html; return 200 "<!doctype html><title>Farm</title><p>All is well"; }
      }
    }`;
  writeFileSync(join(directory, "nginx.conf"), config);
  return [farm.nginx, "-p", directory, "-c", join(directory, "nginx.conf")];
}

function bunCommand(
  directory: string,
  addresses: readonly string[],
  ports: { readonly httpPort: number; readonly httpsPort: number },
): string[] {
  return [
    process.execPath,
    join(import.meta.dir, "bun-farm.ts"),
    directory,
    String(ports.httpPort),
    String(ports.httpsPort),
    ...addresses,
  ];
}

/** Up to ten seconds for the farm to listen. */
async function untilListening(host: string, port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await fetch(`http://${host}:${port}/`, { redirect: "manual" }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await Bun.sleep(100);
  }
  throw new Error(`the farm does not listen on ${host}:${port}`);
}
