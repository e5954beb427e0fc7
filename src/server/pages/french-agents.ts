import type { englishAgents } from "./english-agents.ts";

const whole = new Intl.NumberFormat("fr", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("fr", { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("fr", { style: "percent", maximumFractionDigits: 0 });

/** The texts of the page of agents in French. */
export const frenchAgents: typeof englishAgents = {
  title: "Agents",
  headline: (alive) => headline(alive),
  work: {
    heading: "Travail",
    wanted: "Voulu par la configuration",
    done: "Fait par les agents",
    perMinute: (runs) => `${whole.format(runs)} ${runs < 1.5 ? "sonde" : "sondes"} par minute`,
    needed: "Agents nécessaires",
    about: (agents) => `environ ${tenth.format(agents)} comme ceux-ci`,
    idle: "indéterminé : ils sont à peine occupés, ou ne disent pas leur charge",
    unknown: "inconnu : une version plus ancienne a appliqué cette configuration",
    tooFew: (needed, alive) =>
      `Il faut environ ${tenth.format(needed)} agents et il y en a ${whole.format(alive)} : lancez-en d’autres, ou espacez les contrôles.`,
  },
  caption: "Derniers agents vus",
  cut: (shown) => `Seuls les ${shown} derniers vus sont affichés.`,
  columns: { inFlight: "En cours", cpu: "Processeur", runs: "Sondes par minute" },
  of: (inFlight, slots) => `${whole.format(inFlight)} sur ${whole.format(slots)}`,
  share: (share) => percent.format(share),
  runs: (runs) => whole.format(runs),
  limited: "est la limite",
  notTold: "–",
  gone: "disparu",
  forget: "Oublier",
};

function headline(alive: number): string {
  if (alive === 0) return "Aucun agent au travail";
  return alive === 1 ? "1 agent au travail" : `${whole.format(alive)} agents au travail`;
}
