import type { englishOpenId } from "./english-openid.ts";

/** The texts about logging in by a provider in French. */
export const frenchOpenId: typeof englishOpenId = {
  again: "Se connecter à nouveau",
  faults: {
    unavailable: {
      title: "La connexion ne répond pas",
      text: (provider) =>
        `${provider} est injoignable ou ne peut connecter personne pour le moment. Réessayez dans un instant.`,
    },
    denied: {
      title: "Vous n’êtes pas connecté",
      text: (provider) =>
        `D’après ${provider}, la connexion n’était pas souhaitée, ou vous n’avez pas le droit d’utiliser Argos.`,
    },
    expired: {
      title: "Cette connexion n’est plus valable",
      text: () =>
        "Elle a pris trop de temps, a déjà servi ou a été commencée dans une autre fenêtre. Si cela se reproduit, autorisez votre navigateur à garder les cookies de ce site.",
    },
    clock: {
      title: "Les horloges ne concordent pas",
      text: (provider) =>
        `D’après l’horloge de ce serveur, la réponse de ${provider} est trop ancienne ou pas encore valable. La personne qui administre Argos devrait vérifier l’heure des deux.`,
    },
    nameless: {
      title: "Vous n’avez pas de nom ici",
      text: (provider) =>
        `${provider} vous connaît, mais ne donne de vous aucun nom qu’Argos puisse utiliser. La personne qui administre Argos peut en choisir un autre avec user_claim.`,
    },
    refused: {
      title: "Vous n’avez pas pu être connecté",
      text: (provider) => `Argos n’accepte pas la réponse de ${provider}. Le journal du serveur dit pourquoi.`,
    },
  },
};
