import { passwordCharactersMin } from "../auth/passwords.ts";
import { useView } from "./view.ts";

/** A field for one's password. */
export function PasswordField({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <label>
      {label}
      <input type="password" name={name} required autocomplete="current-password" />
    </label>
  );
}

/** Two fields for a new password, whose length the browser checks too. */
export function NewPasswordFields({ label }: { readonly label: string }) {
  const { words } = useView();
  const { again, passwordHint } = words.access;
  const rules = {
    type: "password",
    required: true,
    minLength: passwordCharactersMin,
    autocomplete: "new-password",
  } as const;
  return (
    <>
      <label>
        {label}
        <input name="fresh" {...rules} aria-describedby="password-hint" />
        <small id="password-hint">{passwordHint}</small>
      </label>
      <label>
        {again}
        <input name="again" {...rules} />
      </label>
    </>
  );
}

/** A field for one's name. */
export function NameField({ value }: { readonly value: string }) {
  const { words } = useView();
  return (
    <label>
      {words.access.name}
      <input
        name="name"
        value={value}
        required
        maxLength={200}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
      />
    </label>
  );
}
