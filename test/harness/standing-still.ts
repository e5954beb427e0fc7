import type { ServerDeps } from "../../src/server/deps.ts";

/** A server without a configuration file and without others beside it. */
export const standingStill: Pick<ServerDeps, "servers" | "reload"> = {
  servers: { withoutReload: () => [], refresh: () => Promise.resolve() },
  reload: () => Promise.reject(new Error("there is no file to read again")),
};
