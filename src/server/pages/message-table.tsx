import type { MessageRow, MessageState } from "../../store/messages.ts";
import { encodeCursor } from "../cursor.ts";
import type { Page } from "../page-of.ts";
import { ActionForm } from "./action-form.tsx";
import { Instant, NumberCell } from "./marks.tsx";
import { useView } from "./view.ts";

interface TableProps {
  readonly state: MessageState;
  readonly page: Page<MessageRow>;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

/** Messages of one state, newest first; nothing where there is none. */
export function MessageTable({ state, page, continued }: TableProps) {
  const { links, words } = useView();
  const { captions, all } = words.notifications;
  const { rows, last } = page;
  if (rows.length === 0) return null;
  return (
    <>
      <table class="stacked messages">
        <caption>{captions[state]}</caption>
        <MessageHead />
        <tbody>
          {rows.map((row) => (
            <MessageTableRow key={row.id} message={row} />
          ))}
        </tbody>
      </table>
      {last === undefined && !continued ? null : (
        <nav class="paging" aria-label={words.sites.pages}>
          {continued ? <a href={links.notifications()}>{all}</a> : <span />}
          {last === undefined ? null : (
            <a rel="next" href={links.notifications({ state, cursor: encodeCursor({ messageId: last.id }) })}>
              {words.incidents.more}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

function MessageHead() {
  const { words } = useView();
  const { to, message, about, attempts } = words.notifications;
  return (
    <thead>
      <tr>
        <th scope="col">{words.columns.at}</th>
        <th scope="col">{to}</th>
        <th scope="col">{message}</th>
        <th scope="col">{about}</th>
        <th scope="col" class="number">
          {attempts}
        </th>
      </tr>
    </thead>
  );
}

function MessageTableRow({ message }: { readonly message: MessageRow }) {
  const { links, words } = useView();
  const { id, state, endedAt, createdAt, recipient, title, answer, attempts } = message;
  return (
    <tr>
      <td class="when">
        <Instant at={endedAt ?? createdAt} />
      </td>
      <th scope="row">{recipient}</th>
      <td>
        {title}
        {answer === "" ? null : <small>{answer}</small>}
        {state === "dead" ? (
          <>
            <small>
              <code>argos message replay {id}</code>
            </small>
            <ActionForm action={links.to.replay(id)} class="cell-form">
              <button type="submit">{words.doing.replay.one}</button>
            </ActionForm>
          </>
        ) : null}
      </td>
      <td class="when">
        <About message={message} />
      </td>
      <NumberCell value={attempts} label={words.notifications.attempts} />
    </tr>
  );
}

/** What a message tells of: its group, as far as that is a cause. */
function About({ message: { group, events } }: { readonly message: MessageRow }) {
  const { links, words } = useView();
  const cause = /^cause:(\d{1,15})$/.exec(group)?.[1];
  return (
    <>
      {words.notifications.events(events)}{" "}
      <small>
        {cause === undefined ? group : <a href={links.incidents({ cause })}>{words.notifications.cause(cause)}</a>}
      </small>
    </>
  );
}
