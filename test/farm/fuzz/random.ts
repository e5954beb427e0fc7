import { seededRandom } from "../../builders/mutation.ts";

/** Numbers that a seed decides. */
export interface Random {
  /** From 0 up to `limit`, whole. */
  below(limit: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  of<T>(choices: readonly T[]): T;
  bytes(length: number): Buffer;
}

/** The numbers of a seed and of one of its cases. */
export function randomOf(seed: number, index = 0): Random {
  const next = seededRandom((Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(index + 1, 0xc2b2ae35)) | 0);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    of(choices) {
      const chosen = choices[below(choices.length)];
      if (chosen === undefined) throw new RangeError("nothing to choose from");
      return chosen;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
