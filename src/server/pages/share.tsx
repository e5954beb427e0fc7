import { type Account, availabilityOf, coveredSeconds, writtenShare } from "../../checks/account.ts";
import type { Words } from "./english.ts";
import { useView } from "./view.ts";

/** How available something was, in percent; a word where nothing is known. */
export function Share({ account }: { readonly account: Account }) {
  const { words } = useView();
  const text = shareText(account, words);
  return text === undefined ? <span class="quiet">{words.availability.none}</span> : <span class="share">{text}</span>;
}

/** The same as text; undefined where nothing is known. */
export function shareText(account: Account, words: Words): string | undefined {
  const availability = availabilityOf(account);
  return availability === null ? undefined : words.availability.percent(writtenShare(availability));
}

/** How much of a time some of its seconds are, in percent; a dash for none. */
export function partText(seconds: number, account: Account, words: Words): string {
  const covered = coveredSeconds(account);
  return seconds === 0 || covered === 0 ? "–" : words.availability.percent(writtenShare(seconds / covered));
}
