import type { Problem } from "../problem.ts";
import type { Node } from "./node.ts";

/** The tree of a file, absent when it is not one sound YAML document, and what is wrong with it. */
export interface Reading {
  readonly root?: Node;
  readonly problems: readonly Problem[];
}
