/** How much an agent carries. */
export interface AgentLoad {
  /** Probes under way. */
  readonly inFlight: number;
  /** Probes that may be under way at once. */
  readonly slots: number;
  /** Processor time of its process for each unit of time: 1 is one core. */
  readonly cpuShare: number;
  /** Whether its processor, not the sites, decides how long a probe takes: it then does fewer at once. */
  readonly limited: boolean;
}

/**
 * The header in which an agent tells its load, beside a request: a server that does not know it passes over it, where it
 * would refuse an unknown field of the body.
 */
export const loadHeader = "argos-load";

/** Numbers beyond this are no load of any machine. */
const most = 1_000_000;

/** The load as a dictionary of structured fields (RFC 9651 section 3.2). */
export function formatLoad({ inFlight, slots, cpuShare, limited }: AgentLoad): string {
  return `in-flight=${inFlight}, slots=${slots}, cpu=${cpuShare.toFixed(2)}, limited=?${limited ? 1 : 0}`;
}

/** The load that a header tells; undefined for none, and for what is not one. Members that are not known are passed over. */
export function parseLoad(header: string | null): AgentLoad | undefined {
  if (header === null || header.length > 200) return undefined;
  const members = new Map(header.split(",").map((member) => splitMember(member.trim())));
  const inFlight = whole(members.get("in-flight"));
  const slots = whole(members.get("slots"));
  const cpuShare = decimal(members.get("cpu"));
  const limited = members.get("limited");
  if (inFlight === undefined || slots === undefined || cpuShare === undefined) return undefined;
  return { inFlight, slots, cpuShare, limited: limited === "?1" };
}

function splitMember(member: string): [name: string, value: string] {
  const at = member.indexOf("=");
  return at < 0 ? [member, ""] : [member.slice(0, at), member.slice(at + 1)];
}

function whole(text = ""): number | undefined {
  return /^\d{1,7}$/.test(text) ? Math.min(Number(text), most) : undefined;
}

function decimal(text = ""): number | undefined {
  return /^\d{1,5}(?:\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}
