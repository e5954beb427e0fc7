import { Layout } from "./layout.tsx";
import { NameField, NewPasswordFields } from "./password-fields.tsx";
import { useView } from "./view.ts";

/** What is wrong with what was typed. */
export type SetupProblem = "name" | "short" | "different";

interface SetupProps {
  /** What the link carried. */
  readonly setupKey: string;
  readonly name: string;
  readonly problem: SetupProblem | undefined;
}

/** Asks for the first administrator. */
export function SetupPage({ setupKey, name, problem }: SetupProps) {
  const { links, words } = useView();
  const { setup, problems, password } = words.access;
  return (
    <Layout title={setup.title} section={undefined}>
      <section class="empty login">
        <h1>{setup.title}</h1>
        <p>{setup.text}</p>
        {problem === undefined ? null : (
          <p class="refusal" role="alert">
            {problems[problem]}
          </p>
        )}
        <form method="post" action={links.setup()}>
          <input type="hidden" name="key" value={setupKey} />
          <NameField value={name} />
          <NewPasswordFields label={password} />
          <button type="submit">{setup.button}</button>
        </form>
      </section>
    </Layout>
  );
}
