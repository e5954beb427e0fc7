import { hostname } from "node:os";

/** What this process is called where several servers share a database: `host:process`. */
export function serverName(): string {
  return `${hostname()}:${process.pid}`;
}
