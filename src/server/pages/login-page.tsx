import type { LoginOutcome } from "../auth/log-in.ts";
import { Layout } from "./layout.tsx";
import { NameField, PasswordField } from "./password-fields.tsx";
import { useView } from "./view.ts";

/** Why somebody was not let in. */
export type LoginRefusal = Exclude<LoginOutcome, { kind: "in" }>;

interface LoginProps {
  /** Where to go afterwards: what `safePath` gave. */
  readonly next: string;
  /** As it was typed. */
  readonly name: string;
  readonly refusal: LoginRefusal | undefined;
  /** Whether there is anybody who could log in. */
  readonly users: "some" | "none";
  readonly offersRemember: boolean;
  /** The name of a provider where one may log in too; undefined for none. */
  readonly provider: string | undefined;
}

/** Asks who somebody is. */
export function LoginPage(props: LoginProps) {
  const { words } = useView();
  const { title } = words.access.login;
  return (
    <Layout title={title} section={undefined}>
      <section class="empty login">
        <h1>{title}</h1>
        {props.refusal === undefined ? null : <Refusal refusal={props.refusal} />}
        {props.users === "none" ? <NoUsers /> : null}
        <LoginForm {...props} />
        <OtherWays {...props} />
      </section>
    </Layout>
  );
}

function Refusal({ refusal }: { readonly refusal: LoginRefusal }) {
  const { words } = useView();
  const { wrong, limited, unavailable } = words.access.login;
  const said = { wrong, unavailable };
  const text =
    refusal.kind === "limited" ? limited(words.frame.duration(refusal.retrySeconds * 1000)) : said[refusal.kind];
  return (
    <p class="refusal" role="alert">
      {text}
    </p>
  );
}

function NoUsers() {
  const { words } = useView();
  const { nobody, firstUser } = words.access.login;
  return (
    <>
      <p>
        {nobody} {firstUser}
      </p>
      <pre>
        <code>argos user add NAME</code>
      </pre>
    </>
  );
}

function LoginForm({ next, name, offersRemember }: LoginProps) {
  const { links, words } = useView();
  const { access } = words;
  return (
    <form method="post" action={links.login()}>
      <input type="hidden" name="next" value={next} />
      <NameField value={name} />
      <PasswordField name="password" label={access.password} />
      {offersRemember ? (
        <label>
          <input type="checkbox" name="remember" value="yes" /> {access.login.remember}
        </label>
      ) : null}
      <button type="submit">{access.logIn}</button>
    </form>
  );
}

function OtherWays({ provider, next }: LoginProps) {
  const { links, words } = useView();
  if (provider === undefined) return null;
  return (
    <nav aria-label={words.access.login.others}>
      <a href={links.openidLogin({ next })}>{provider}</a>
    </nav>
  );
}
