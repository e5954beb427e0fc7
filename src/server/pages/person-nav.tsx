import { PersonForm } from "./person-form.tsx";
import { useView } from "./view.ts";

/** Who is logged in, and the way out; or the way in. */
export function PersonNav() {
  const { caller, links, words } = useView();
  const { person, logIn, logOut } = words.access;
  if (caller.kind !== "user") {
    return (
      <nav class="person" aria-label={person}>
        <a href={links.login()}>{logIn}</a>
      </nav>
    );
  }
  return (
    <nav class="person" aria-label={person}>
      <a href={links.account()}>{caller.name}</a>
      <PersonForm action={links.logout()}>
        <button type="submit">{logOut}</button>
      </PersonForm>
    </nav>
  );
}
