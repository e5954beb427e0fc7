import type { english } from "./english.ts";

/** The texts of what goes wrong in French. */
export const frenchErrors: (typeof english)["errors"] = {
  wrongLinkTitle: "Ce lien ne fonctionne pas",
  wrongLink: "Il est incomplet, ou fait pour autre chose. Suivez à nouveau le lien du message.",
  expiredLinkTitle: "Ce lien est trop ancien",
  expiredLink: "Les liens des messages sont valables 48 heures. Rien n'a changé.",
  noIncident: "Cet incident n'existe plus. Rien n'a changé.",
  notFoundTitle: "Introuvable",
  notFound: "Cette page n'existe pas. Elle a peut-être quitté la configuration.",
  badCursor: "Ce lien n'appartient pas à cette liste. Repartez de sa première page.",
  refusedTitle: "Requête refusée",
  refused:
    "Cette page n'accepte pas cette requête : autre méthode, requête mal formée ou trop volumineuse, ou trop de requêtes.",
  failedTitle: "Quelque chose a échoué",
  failed: "C'est une faute du serveur ; son journal en dit plus.",
  databaseTitle: "La base de données ne répond pas",
  database: "Rien ne peut être affiché d'ici là. Les contrôles reprennent à son retour. Réessayez dans un instant.",
};
