import { useView } from "./view.ts";

/** Seconds between two loads that a visitor may choose. */
const refreshChoices = [15, 30, 60, 300] as const;

/**
 * Lets the summary load itself again, without script, and remembers it. These are buttons, not a form to be filled in:
 * nothing that somebody writes is lost when the page comes anew.
 */
export function RefreshChoice({ chosenSeconds }: { readonly chosenSeconds: number | undefined }) {
  const { links, words } = useView();
  const { label, off } = words.frame.refresh;
  return (
    <form class="refresh" method="post" action={links.refresh()} aria-labelledby="refresh">
      <span id="refresh">{label}</span>
      <RefreshButton value="off" isChosen={chosenSeconds === undefined} text={off} />
      {choicesWith(chosenSeconds).map((seconds) => (
        <RefreshButton
          key={seconds}
          value={String(seconds)}
          isChosen={chosenSeconds === seconds}
          text={words.frame.duration(seconds * 1000)}
        />
      ))}
    </form>
  );
}

interface ButtonProps {
  readonly value: string;
  readonly isChosen: boolean;
  readonly text: string;
}

function RefreshButton({ value, isChosen, text }: ButtonProps) {
  return (
    <button type="submit" name="seconds" value={value} aria-pressed={isChosen ? "true" : "false"}>
      {text}
    </button>
  );
}

/** What somebody set by other means is shown too. */
function choicesWith(chosenSeconds: number | undefined): number[] {
  return [...new Set([...refreshChoices, ...(chosenSeconds === undefined ? [] : [chosenSeconds])])].sort(
    (a, b) => a - b,
  );
}
