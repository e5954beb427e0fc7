import type { FarmProcess } from "./farm-process.ts";
import { siteHost } from "./farm-process.ts";

/** The configuration for `sites` sites of the farm, three checks each: two requests. */
export function configOf(
  farm: FarmProcess,
  options: {
    readonly databaseUrl: string;
    readonly port: number;
    readonly caFile: string;
    readonly frequency: string;
    readonly sites: number;
    /** Every so manieth site is told to answer something that it does not; none when absent. */
    readonly brokenEvery?: number;
  },
): string {
  const resolve = Object.entries(farm.resolve).map(([host, address]) => `    "${host}": "${address}"`);
  const sites = Array.from({ length: options.sites }, (_, index) => siteYaml(farm, index, options.brokenEvery));
  return `general:
  db:
    url: "${options.databaseUrl}"
  listen: "127.0.0.1:${options.port}"
  frequency: ${options.frequency}
  timeout: 10s
service:
  secrets: [bench-secret]
  api_tokens: [bench-api-token]
probe:
  allow_networks: [loopback]
  ca_file: "${options.caFile}"
  resolve:
${resolve.join("\n")}
websites:${sites.length === 0 ? " []" : `\n${sites.join("\n")}`}
`;
}

function siteYaml(farm: FarmProcess, index: number, brokenEvery = Number.POSITIVE_INFINITY): string {
  const host = siteHost(index);
  const status = index % brokenEvery === brokenEvery - 1 ? 204 : 200;
  return `  - domain: "https://${host}:${farm.httpsPort}"
    labels: {owner: "asso-${index % 500}", machine: "h${index % 8}"}
    paths:
      - path: /
        checks:
          - status-is: ${status}
          - ssl-certificate-expiration: on-check
      - path: "http://${host}:${farm.httpPort}/"
        checks:
          - http-to-https: true`;
}
