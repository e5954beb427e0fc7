import type { englishNotifications } from "./english-notifications.ts";
import { frenchCount, frenchNumber } from "./french-numbers.ts";

/** The texts about messages and who gets them in French. */
export const frenchNotifications: typeof englishNotifications = {
  title: "Notifications",
  headline,
  counts: "Messages par état",
  atLeast: (counted) => `${frenchNumber(counted)} ou plus`,
  states: {
    waiting: "en attente",
    sealed: "en cours d'envoi",
    sent: "envoyé",
    dead: "abandonné",
    dropped: "écarté",
  },
  captions: {
    waiting: "En attente d'autres événements, de leur tour ou d'un nouvel essai",
    sealed: "En cours d'envoi, ou à réessayer",
    sent: "Envoyés en dernier",
    dead: "Abandonnés : non distribuables",
    dropped: "Écartés : plus rien à dire, ou plus personne à prévenir",
  },
  none: "Aucun message pour l'instant. Il en est écrit un quand un incident s'ouvre ou se termine et que quelqu'un doit le savoir.",
  noneOf: "Aucun message de ce genre.",
  all: "Tous les messages",
  created: "Écrit",
  ended: "Terminé",
  to: "À",
  about: "Objet",
  events: (events) => frenchCount(events, "événement"),
  cause: (id) => `cause ${id}`,
  attempts: "Essais",
  answer: "Réponse",
  message: "Message",
  state: "État",
  replay:
    "Pour renvoyer un message abandonné, une fois sa raison disparue, sur la machine du serveur et sous son compte :",
  replayElsewhere: "Ou d'ailleurs, avec un jeton de service.api_tokens dans ARGOS_TOKEN :",
  recipients: "Qui reçoit des messages",
  noRecipients: "Personne ne reçoit encore de messages. Les canaux et les contacts sont ceux de la configuration.",
  recipient: "Destinataire",
  failing: "injoignable",
  refused: "refusé",
  fine: "joint",
  lastSent: "Dernier envoi",
  never: "rien d'envoyé encore",
  next: "prochain",
  error: "Dernière erreur",
  cut: (shown) => `Seuls les ${shown} premiers sont affichés.`,
};

function headline(dead: number, failing: number): string {
  const parts = [
    ...(failing > 0 ? [frenchCount(failing, "destinataire injoignable", "destinataires injoignables")] : []),
    ...(dead > 0 ? [frenchCount(dead, "message abandonné", "messages abandonnés")] : []),
  ];
  return parts.length === 0 ? "Les messages partent" : parts.join(", ");
}
