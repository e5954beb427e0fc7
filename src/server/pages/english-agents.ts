const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

/** The texts of the page of agents in English. */
export const englishAgents = {
  title: "Agents",
  headline: (alive: number) => headline(alive),
  work: {
    heading: "Work",
    wanted: "Wanted by the configuration",
    done: "Done by the agents",
    perMinute: (runs: number) => `${whole.format(runs)} ${Math.round(runs) === 1 ? "probe" : "probes"} a minute`,
    needed: "Agents needed",
    about: (agents: number) => `about ${tenth.format(agents)} such as these`,
    idle: "not to be told: they are hardly busy, or do not say what they carry",
    unknown: "not known: this configuration was applied by an older version",
    tooFew: (needed: number, alive: number) =>
      `You need about ${tenth.format(needed)} agents for this and have ${whole.format(alive)}: start more of them, or let checks wait longer.`,
  },
  caption: "The agents heard of last",
  cut: (shown: number) => `Only the ${shown} heard of last are shown.`,
  columns: { inFlight: "Under way", cpu: "Processor", runs: "Probes a minute" },
  of: (inFlight: number, slots: number) => `${whole.format(inFlight)} of ${whole.format(slots)}`,
  share: (share: number) => percent.format(share),
  runs: (runs: number) => whole.format(runs),
  limited: "is the limit",
  notTold: "–",
  gone: "gone",
  forget: "Forget",
};

function headline(alive: number): string {
  if (alive === 0) return "No agent is at work";
  return alive === 1 ? "1 agent is at work" : `${whole.format(alive)} agents are at work`;
}
