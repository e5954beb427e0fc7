import { useView } from "./view.ts";

/** Seconds between two loads that a visitor may choose. */
export const refreshChoices = [15, 30, 60, 300] as const;

/** Links that let the page load itself again, which works without script. */
export function RefreshChoice({ chosenSeconds }: { readonly chosenSeconds: number | undefined }) {
  const { links, words } = useView();
  return (
    <nav class="refresh" aria-label={words.refresh.label}>
      <span>{words.refresh.label}</span>
      <a href={links.summary()} aria-current={chosenSeconds === undefined ? "true" : undefined}>
        {words.refresh.off}
      </a>
      {refreshChoices.map((seconds) => (
        <a
          key={seconds}
          href={links.summary({ refresh: String(seconds) })}
          aria-current={chosenSeconds === seconds ? "true" : undefined}
        >
          {words.refresh.every(seconds)}
        </a>
      ))}
    </nav>
  );
}
