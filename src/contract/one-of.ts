import { Type } from "@sinclair/typebox";

/**
 * One of a closed list of words. Elysia decodes the type of a union only from a tuple, and a mapped list would come out
 * as `never`: so the type is told, and it is the list's own.
 */
export function oneOf<const Word extends string>(words: readonly Word[], description?: string) {
  const literals = words.map((one) => Type.Literal(one));
  return Type.Unsafe<Word>(Type.Union(literals, description === undefined ? {} : { description }));
}
