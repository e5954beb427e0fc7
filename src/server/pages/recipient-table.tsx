import type { RecipientRow as Recipient } from "../../store/recipients.ts";
import type { Page } from "../page-of.ts";
import { Ago, Instant, Since } from "./marks.tsx";
import { useView } from "./view.ts";

/** Who gets messages, those that cannot be reached first. Ids hold no secrets. */
export function RecipientTable({ page }: { readonly page: Page<Recipient> }) {
  const { words } = useView();
  const { recipients, noRecipients, recipient, state, lastSent, error, cut } = words.notifications;
  if (page.rows.length === 0) return <p class="quiet">{noRecipients}</p>;
  return (
    <table class="stacked">
      <caption>
        {recipients}
        {page.last === undefined ? null : <small>{cut(page.rows.length)}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{recipient}</th>
          <th scope="col">{state}</th>
          <th scope="col">{error}</th>
          <th scope="col">{lastSent}</th>
        </tr>
      </thead>
      <tbody>
        {page.rows.map((row) => (
          <RecipientTableRow key={row.id} recipient={row} />
        ))}
      </tbody>
    </table>
  );
}

function RecipientTableRow({ recipient }: { readonly recipient: Recipient }) {
  const { words } = useView();
  const { id, lastError, lastSentAt, nextAt } = recipient;
  return (
    <tr>
      <th scope="row">{id}</th>
      <td class="since">
        <RecipientState recipient={recipient} />
      </td>
      <td data-label={lastError === null ? undefined : words.notifications.error}>{lastError}</td>
      <td class="when" data-label={words.notifications.lastSent}>
        {lastSentAt === null ? words.notifications.never : <Ago at={lastSentAt} />}
        {nextAt === null ? null : (
          <small>
            {words.notifications.next} <Instant at={nextAt} />
          </small>
        )}
      </td>
    </tr>
  );
}

/** Nothing for one to whom nothing was tried yet. */
function RecipientState({ recipient }: { readonly recipient: Recipient }) {
  const { words } = useView();
  const { failing, refused, fine } = words.notifications;
  const { failingSince, lastError, lastSentAt } = recipient;
  if (failingSince !== null) {
    return (
      <>
        <span class="severity warning">{failing}</span> <Since at={failingSince} />
      </>
    );
  }
  if (lastError !== null) return <span class="severity warning">{refused}</span>;
  return lastSentAt === null ? null : fine;
}
