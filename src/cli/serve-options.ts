import type { LevelName } from "../base/log.ts";

/** The options of `argos serve` as given; what is absent comes from the configuration. */
export interface ServeOptions {
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly stateDirectory?: string;
  readonly withAgent?: true;
  readonly allowShrink?: true;
  readonly logLevel: LevelName;
}
