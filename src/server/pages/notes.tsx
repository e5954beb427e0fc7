import { useView } from "./view.ts";

/** What the form came to that led here, said once. */
export function DoneNote() {
  const { done, words } = useView();
  if (done === undefined) return null;
  return (
    <p class="done" role="status">
      {words.doing.done[done]}
    </p>
  );
}

/** That servers go by an older configuration than their file says: on every page, since what is shown may not be as wished. */
export function ReloadAlarm() {
  const { links, withoutReload, words } = useView();
  if (withoutReload.length === 0) return null;
  const { alarm, see } = words.doing.configuration;
  return (
    <p class="alarm warning">
      {alarm(withoutReload)} <a href={links.configuration()}>{see}</a>
    </p>
  );
}
