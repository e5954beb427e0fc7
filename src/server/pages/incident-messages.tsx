import type { IncidentMessage } from "../../store/incident-messages.ts";
import type { Page } from "../page-of.ts";
import { Instant } from "./marks.tsx";
import { useView } from "./view.ts";

/** Which messages tell of an incident, to whom, and what became of them. */
export function IncidentMessages({ page }: { readonly page: Page<IncidentMessage> }) {
  const { words } = useView();
  const { messages } = words.incidents;
  const { columns, notifications } = words;
  if (page.rows.length === 0) return <p class="quiet">{messages.none}</p>;
  return (
    <table class="stacked messages">
      <caption>
        {messages.caption}
        {page.last === undefined ? null : <small>{messages.latest(page.rows.length)}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{columns.at}</th>
          <th scope="col">{notifications.to}</th>
          <th scope="col">{messages.told}</th>
          <th scope="col">{notifications.state}</th>
          <th scope="col">{notifications.message}</th>
        </tr>
      </thead>
      <tbody>
        {page.rows.map((row) => (
          <IncidentMessageRow key={row.id} message={row} />
        ))}
      </tbody>
    </table>
  );
}

function IncidentMessageRow({ message }: { readonly message: IncidentMessage }) {
  const { links, words } = useView();
  const { endedAt, createdAt, recipient, told, state, title, answer } = message;
  return (
    <tr>
      <td class="when">
        <Instant at={endedAt ?? createdAt} />
      </td>
      <th scope="row">{recipient}</th>
      <td data-label={words.incidents.messages.told}>
        {told.map((kind) => words.incidents.events.kinds[kind]).join(", ")}
      </td>
      <td class="when">
        <a href={links.notifications({ state })}>{words.notifications.states[state]}</a>
      </td>
      <td>
        {title}
        {answer === "" ? null : <small>{answer}</small>}
      </td>
    </tr>
  );
}
