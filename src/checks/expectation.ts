import type { CheckKind, Expectation } from "../config/check.ts";

type ByKind = { [Each in Expectation as Each["kind"]]: Each };

/** What a check of kind `K` expects. Written so that a table of kinds and the expectation that chooses from it agree. */
export type ExpectationOf<K extends CheckKind> = { [Each in K]: ByKind[Each] & { readonly kind: Each } }[K];
