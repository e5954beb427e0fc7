import { list } from "../kinds/collection-kinds.ts";
import { required, type Section, section } from "../kinds/section.ts";
import { telling } from "./alert-words.ts";
import { match } from "./match-words.ts";

const route = section({
  match: required(match, "The websites it is about, or all."),
  ...telling,
});

/** `routes`: the first that matches a website and says something of an occasion decides about it. */
export const routes = list(route, { max: 10_000 });

export type RouteWords = Section<typeof route.fields>;
