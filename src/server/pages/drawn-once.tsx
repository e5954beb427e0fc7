import type { VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { Times } from "./times.ts";
import { useView, type View, ViewContext } from "./view.ts";

interface DrawnOnceProps {
  /** What is drawn: the same object is drawn the same. */
  readonly of: object;
  /** Tells parts that are drawn of the same object apart, and whatever else it is drawn from. */
  readonly part: string;
  readonly children: () => VNode;
}

interface Drawn {
  readonly times: Times;
  readonly html: string;
}

const drawn = new WeakMap<object, Map<string, Drawn>>();

/**
 * Draws a part of a page once for all who look at the same rows in the same words. Drawing is most of what a page costs:
 * 50 rows take 1 ms. The part must be the same for everybody: of who looks, nothing can be known inside.
 */
export function DrawnOnce({ of, part, children }: DrawnOnceProps) {
  const view = useView();
  const parts = drawn.get(of) ?? new Map<string, Drawn>();
  drawn.set(of, parts);
  const key = JSON.stringify([part, view.words.language, view.links.summary()]);
  const known = parts.get(key);
  if (known !== undefined && known.times === view.times) return jsxTemplate([known.html]);
  const html = renderToString(<ViewContext.Provider value={ofNobody(view)}>{children()}</ViewContext.Provider>);
  parts.set(key, { times: view.times, html });
  return jsxTemplate([html]);
}

/** A view that knows nothing of who looks, and from where: a part that asks is a mistake, and the first test of its page fails. */
function ofNobody(view: View): View {
  return {
    ...view,
    get caller(): never {
      throw new Error("a part that is drawn once asked who looks");
    },
    get here(): never {
      throw new Error("a part that is drawn once asked for the address of its page");
    },
  };
}
