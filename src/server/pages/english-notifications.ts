import type { MessageState } from "../../store/messages.ts";

const whole = new Intl.NumberFormat("en");

/** The texts about messages and who gets them in English. */
export const englishNotifications = {
  title: "Notifications",
  headline: (dead: number, failing: number) => headline(dead, failing),
  counts: "Messages by state",
  atLeast: (counted: number) => `${whole.format(counted)} or more`,
  states: {
    waiting: "waiting",
    sealed: "being sent",
    sent: "sent",
    dead: "given up",
    dropped: "dropped",
  } satisfies Record<MessageState, string>,
  captions: {
    waiting: "Waiting for more of the same, for their turn, or to be tried again",
    sealed: "Being sent, or to be tried again",
    sent: "Sent last",
    dead: "Given up: dead letters",
    dropped: "Dropped: there was nothing left to tell, or nobody to tell it",
  } satisfies Record<MessageState, string>,
  none: "No message yet. One is written when an incident opens or ends and somebody is to be told of it.",
  noneOf: "No such message.",
  all: "All messages",
  created: "Written",
  ended: "Ended",
  to: "To",
  about: "About",
  events: (events: number) => `${whole.format(events)} ${events === 1 ? "event" : "events"}`,
  cause: (id: string) => `cause ${id}`,
  attempts: "Attempts",
  answer: "Answer",
  message: "Message",
  state: "State",
  replay: "To send a dead letter again, once its reason is gone, on the machine of the server, as its user:",
  replayElsewhere: "Or from anywhere, with a token of service.api_tokens in ARGOS_TOKEN:",
  recipients: "Who gets messages",
  noRecipients: "Nobody gets messages yet. Channels and contacts are those of the configuration.",
  recipient: "Recipient",
  failing: "not reached",
  refused: "not taken",
  fine: "reached",
  lastSent: "Sent last",
  never: "nothing sent yet",
  next: "next",
  error: "Last error",
  cut: (shown: number) => `Only the first ${shown} are shown.`,
};

function headline(dead: number, failing: number): string {
  const parts = [
    ...(failing > 0
      ? [`${whole.format(failing)} ${failing === 1 ? "recipient" : "recipients"} cannot be reached`]
      : []),
    ...(dead > 0 ? [`${whole.format(dead)} ${dead === 1 ? "message was" : "messages were"} given up`] : []),
  ];
  return parts.length === 0 ? "Messages go out" : parts.join(", ");
}
