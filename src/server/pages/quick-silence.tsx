import { shownUrl } from "../../base/secrets/shown-url.ts";
import { commentCharactersMax } from "../../checks/silence-order.ts";
import { ActionForm } from "./action-form.tsx";
import { useView } from "./view.ts";

/** How long a site can be silenced in one go, as the form sends it. */
export const quickDurations = ["1h", "2h", "8h", "1d", "1w"] as const;

/** Silences one site from now on. */
export function QuickSilence({ action, domain }: { readonly action: string; readonly domain: string }) {
  const { links, words } = useView();
  const { quick } = words.doing.silences;
  return (
    <ActionForm action={action} class="doing">
      <label>
        {quick.for}
        <select name="for">
          {quickDurations.map((one) => (
            <option key={one} value={one} selected={one === "2h"}>
              {quick.durations[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="long-text">
        {quick.comment}
        <input type="text" name="comment" maxLength={commentCharactersMax} autocomplete="off" />
      </label>
      <button type="submit">{quick.button}</button>
      <a href={links.silences({ domain: shownUrl(domain) })}>{quick.other}</a>
    </ActionForm>
  );
}
