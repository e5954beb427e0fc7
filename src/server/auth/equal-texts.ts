import { timingSafeEqual } from "node:crypto";
import { sha256 } from "./sha256.ts";

/** Whether two texts are the same, in a time that tells nothing of where or in length they differ. */
export function equalTexts(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}
