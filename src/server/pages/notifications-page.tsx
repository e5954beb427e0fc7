import { countedMax, type MessageCounts, type MessageRow, type MessageState } from "../../store/messages.ts";
import { replayedMax } from "../messages/replay-dead.ts";
import type { NotificationsRead } from "../read/notifications.ts";
import { ActionForm } from "./action-form.tsx";
import { Layout } from "./layout.tsx";
import { MessageTable } from "./message-table.tsx";
import { RecipientTable } from "./recipient-table.tsx";
import { useView } from "./view.ts";

interface NotificationsProps {
  readonly read: NotificationsRead;
  /** The one state that was asked for; undefined for all. */
  readonly state: MessageState | undefined;
  /** Whether this is a page after the first. */
  readonly continued: boolean;
}

/** Whether messages arrive: who cannot be reached, what was given up, what waits and what was sent. */
export function NotificationsPage({ read, state, continued }: NotificationsProps) {
  const { words } = useView();
  const { title, headline, none, noneOf } = words.notifications;
  const failing = read.recipients.rows.filter((one) => one.failingSince !== null).length;
  const isTroubled = read.recipients.rows.some((one) => one.lastError !== null);
  const isEmpty = [...read.messages.values()].every((page) => page.rows.length === 0);
  return (
    <Layout title={title} section="notifications">
      <h1>{headline(read.counts.dead, failing)}</h1>
      <StateCounts counts={read.counts} />
      {isTroubled ? <RecipientTable page={read.recipients} /> : null}
      {isEmpty ? <p class="quiet">{state === undefined ? none : noneOf}</p> : null}
      {[...read.messages].map(([one, page]) => (
        <div key={one}>
          <MessageTable state={one} page={page} continued={continued} />
          {one === "dead" && page.rows.length > 0 ? <Replaying dead={page.rows} /> : null}
        </div>
      ))}
      {isTroubled ? null : <RecipientTable page={read.recipients} />}
    </Layout>
  );
}

/** States whose messages are counted, what needs somebody first; what was sent is never counted. */
const countedStates = ["dead", "sealed", "waiting"] as const satisfies readonly (keyof MessageCounts)[];

function StateCounts({ counts }: { readonly counts: NotificationsRead["counts"] }) {
  const { links, words } = useView();
  const { atLeast, states } = words.notifications;
  return (
    <ul class="counts five" aria-label={words.notifications.counts}>
      {countedStates.map((state) => (
        <li key={state}>
          <a class={`count ${counts[state] === 0 ? "zero" : colourOf(state)}`} href={links.notifications({ state })}>
            <strong>{counts[state] >= countedMax ? atLeast(countedMax) : words.number(counts[state])}</strong>{" "}
            {states[state]}
          </a>
        </li>
      ))}
      {(["sent", "dropped"] as const).map((state) => (
        <li key={state}>
          <a class="count zero" href={links.notifications({ state })}>
            <strong>→</strong> {states[state]}
          </a>
        </li>
      ))}
    </ul>
  );
}

function colourOf(state: keyof MessageCounts): string {
  return state === "dead" ? "critical" : "unknown";
}

/** How to send dead letters again: from here, with the database of the configuration, or through the API. */
function Replaying({ dead }: { readonly dead: readonly MessageRow[] }) {
  const { links, words } = useView();
  return (
    <>
      <ReplayAll recipients={[...new Set(dead.map((one) => one.recipient))]} />
      <p class="quiet">{words.notifications.replay}</p>
      <pre>
        <code>argos message replay ID</code>
      </pre>
      <p class="quiet">{words.notifications.replayElsewhere}</p>
      <pre>
        <code>
          {`curl --request POST --header "Authorization: Bearer $ARGOS_TOKEN" \\\n  http://SERVER${links.api("/messages/ID/replay")}`}
        </code>
      </pre>
    </>
  );
}

/** Sends all dead letters of somebody again, of those that the page shows. */
function ReplayAll({ recipients }: { readonly recipients: readonly string[] }) {
  const { links, words } = useView();
  const { all, recipient, text } = words.doing.replay;
  return (
    <ActionForm action={links.to.replayAll()} class="doing">
      <label>
        {recipient}
        <select name="recipient">
          {recipients.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{all}</button>
      <small>{text(replayedMax)}</small>
    </ActionForm>
  );
}
