import type { OwnSession } from "../../store/sessions.ts";
import { Ago, Instant } from "./marks.tsx";
import { PersonForm } from "./person-form.tsx";
import { useView } from "./view.ts";

interface SessionsProps {
  readonly sessions: readonly OwnSession[];
  readonly ownNumber: number | undefined;
}

/** Where a person is logged in, each to be ended. */
export function SessionTable({ sessions, ownNumber }: SessionsProps) {
  const { links, words } = useView();
  const { account } = words.access;
  return (
    <>
      <table class="stacked">
        <caption>{account.sessions}</caption>
        <thead>
          <tr>
            <th scope="col">{account.begun}</th>
            <th scope="col">{account.seen}</th>
            <th scope="col">{account.address}</th>
            <th scope="col">{account.end}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <SessionRow key={session.number} session={session} isOwn={session.number === ownNumber} />
          ))}
        </tbody>
      </table>
      {sessions.some(({ number }) => number !== ownNumber) ? (
        <PersonForm action={links.ownSessions()}>
          <input type="hidden" name="number" value="others" />
          <button type="submit">{account.endOthers}</button>
        </PersonForm>
      ) : null}
    </>
  );
}

function SessionRow({ session, isOwn }: { readonly session: OwnSession; readonly isOwn: boolean }) {
  const { links, words } = useView();
  const { here, end, seen, address } = words.access.account;
  return (
    <tr>
      <th scope="row" class="when">
        <Instant at={session.createdAt} />
      </th>
      <td class="when" data-label={seen}>
        <Ago at={session.seenAt} />
      </td>
      <td data-label={address}>{session.address}</td>
      <td>
        {isOwn ? (
          here
        ) : (
          <PersonForm action={links.ownSessions()}>
            <input type="hidden" name="number" value={session.number} />
            <button type="submit">{end}</button>
          </PersonForm>
        )}
      </td>
    </tr>
  );
}
