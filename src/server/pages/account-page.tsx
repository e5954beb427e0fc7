import type { OwnSession } from "../../store/sessions.ts";
import type { UserRow } from "../../store/users.ts";
import { sessionWaitMsMax } from "../auth/login-limits.ts";
import { Facts } from "./facts.tsx";
import { Layout } from "./layout.tsx";
import { Instant } from "./marks.tsx";
import { NewPasswordFields, PasswordField } from "./password-fields.tsx";
import { PersonForm } from "./person-form.tsx";
import { SessionTable } from "./session-table.tsx";
import { useView } from "./view.ts";

/** What was done a moment ago. */
export const accountDone = ["password", "session", "others"] as const;
export type AccountDone = (typeof accountDone)[number];

/** Why the password was not changed. */
export type AccountProblem = "short" | "different" | "wrongOld" | "limited";

interface AccountProps {
  readonly user: UserRow;
  readonly sessions: readonly OwnSession[];
  /** The session that looks; undefined where there is none. */
  readonly ownNumber: number | undefined;
  readonly done: AccountDone | undefined;
  readonly problem: AccountProblem | undefined;
}

/** What a person may see and change of themselves. */
export function AccountPage({ user, sessions, ownNumber, done, problem }: AccountProps) {
  const { links, words } = useView();
  const { account } = words.access;
  return (
    <Layout title={account.title} section={undefined}>
      <h1>{user.name}</h1>
      {done === undefined ? null : <p role="status">{account.done[done]}</p>}
      <Facts
        facts={[
          [account.role, account.roles[user.role]],
          [account.since, <Instant key="since" at={user.createdAt} />],
        ]}
      />
      {user.role === "administrator" ? (
        <p>
          <a href={links.audit()}>{account.audit}</a>
        </p>
      ) : null}
      <h2>{account.change}</h2>
      {user.origin === "local" ? <PasswordForm problem={problem} /> : <p>{account.elsewhere}</p>}
      <SessionTable sessions={sessions} ownNumber={ownNumber} />
    </Layout>
  );
}

function PasswordForm({ problem }: Pick<AccountProps, "problem">) {
  const { links, words } = useView();
  const { account, problems, login } = words.access;
  const text =
    problem === "limited" ? login.limited(words.frame.duration(sessionWaitMsMax)) : problem && problems[problem];
  return (
    <>
      {text === undefined ? null : (
        <p class="refusal" role="alert">
          {text}
        </p>
      )}
      <PersonForm action={links.password()} class="narrow">
        <PasswordField name="password" label={account.old} />
        <NewPasswordFields label={account.fresh} />
        <button type="submit">{account.changeButton}</button>
      </PersonForm>
    </>
  );
}
