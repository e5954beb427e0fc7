import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { PageAssets } from "../assets/assets.ts";
import type { Caller } from "../auth/caller.ts";
import type { Links } from "../links.ts";
import type { Done } from "./done.ts";
import type { Words } from "./english.ts";
import type { Times } from "./times.ts";

/** What every part of a page needs besides its rows. */
export interface View {
  readonly links: Links;
  readonly words: Words;
  readonly times: Times;
  /** The address of this page with its query, to come back to. */
  readonly here: string;
  readonly assets: PageAssets;
  readonly now: Date;
  readonly version: string;
  readonly caller: Caller;
  /** What the form came to that led here. */
  readonly done: Done | undefined;
  /** Servers that could not read their configuration again; none for whom that is not. */
  readonly withoutReload: readonly string[];
}

/** Makes the view for whoever sent a request. */
export type Views = (request: Request) => View;

/** Carries the view to every component of a page. */
export const ViewContext = createContext<View | undefined>(undefined);

/** The view of the page that is being rendered. */
export function useView(): View {
  const view = useContext(ViewContext);
  if (view === undefined) throw new Error("a component was rendered outside of a page");
  return view;
}
