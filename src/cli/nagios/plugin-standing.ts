import { type Static, Type } from "@sinclair/typebox";
import { WorstCheckItem } from "../../contract/v1/check.ts";
import { Standing } from "../../contract/v1/standing.ts";

/** A standing without the reasons of checks: the plugin prints none, and a newer server knows reasons that this program does not. */
export const PluginStanding = Type.Object({
  ...Standing.properties,
  worst: Type.Array(Type.Omit(WorstCheckItem, ["reason"]), { maxItems: 20 }),
});
export type PluginStanding = Static<typeof PluginStanding>;
