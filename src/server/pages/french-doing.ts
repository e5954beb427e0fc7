import type { englishDoing } from "./english-doing.ts";
import { frenchAgents } from "./french-agents.ts";
import { frenchConfiguration } from "./french-configuration.ts";
import { frenchSilences } from "./french-silences.ts";

/** The texts of what people do from pages, and of the pages for it, in French. */
export const frenchDoing: typeof englishDoing = {
  nav: { silences: "Silences", agents: "Agents", configuration: "Configuration" },
  done: {
    acknowledged: "Pris en charge : plus de rappel pour cet incident.",
    "already-acknowledged": "Cet incident était déjà pris en charge. Rien n’a changé.",
    "incident-over": "Cet incident est terminé. Rien n’a changé.",
    silenced: "Silence établi : aucun message sur ces sites pendant ce temps.",
    "silence-ended": "Le silence est levé. Ce qu’il retenait sera envoyé.",
    rescheduled: "Le contrôle aura lieu dans un instant.",
    "nothing-rescheduled": "Rien à faire : le contrôle est en cours ou déjà dû.",
    replayed: "Le nouvel envoi part maintenant.",
    "nothing-replayed": "Il n’y avait rien à renvoyer.",
    "agent-forgotten": "L’agent est oublié.",
    "agent-alive": "Cet agent est en vie : arrêtez-le d’abord. Rien n’a changé.",
    reloaded: "La configuration a été relue et elle est en vigueur.",
    "not-reloaded": "La configuration n’a pas été rechargée : la précédente reste en vigueur.",
  },
  forbidden: {
    title: "Refusé",
    text: "Vous n’en avez pas le droit, ou le formulaire ne vient pas d’une page de cette session. Rouvrez la page et envoyez-le de là.",
  },
  acknowledge: {
    heading: "Que faire",
    text: "Quelqu’un s’en occupe : les rappels cessent, et la fin sera tout de même annoncée.",
    button: "Prendre en charge",
  },
  reschedule: {
    site: "Contrôler ce site maintenant",
    target: "Contrôler maintenant",
    notOk: "Contrôler maintenant tout ce qui n’est pas ok",
  },
  replay: {
    one: "Renvoyer",
    all: "Tout renvoyer",
    recipient: "Messages abandonnés de",
    text: (most: number) => `${most} au plus à la fois ; ceux d’une même cause ne font qu’un message.`,
  },
  silences: frenchSilences,
  agents: frenchAgents,
  configuration: frenchConfiguration,
};
