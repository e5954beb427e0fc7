/** Networks that may be probed although they are not public. */
export const privateNetworks = ["loopback", "private", "link-local"] as const;
export type PrivateNetwork = (typeof privateNetworks)[number];

/** Over which of the IP families that a host has it must answer. */
export const familiesWanted = ["both", "any"] as const;
export type FamiliesWanted = (typeof familiesWanted)[number];

/** A target of a canary site: surely up, so an agent that cannot reach it doubts itself. */
export interface Canary {
  readonly url: string;
  readonly timeoutMs: number;
}

/** Canaries that agents ask at most. */
export const canariesMax = 5;

/** How every agent probes; travels from server to agent. */
export interface ProbeSettings {
  /** Added to the User-Agent after a dash; empty for none. */
  readonly userAgentSuffix: string;
  /** Whether a host that has addresses of both IP families must answer over both, or over any; "any" from older servers. */
  readonly families?: FamiliesWanted;
  /** Bytes of a body that are read, and the most it may inflate to. */
  readonly bodyBytesMax: number;
  /** Networks allowed beside public addresses. */
  readonly allowNetworks: readonly PrivateNetwork[];
  /** Probes in flight to one address at once. */
  readonly perAddressMax: number;
  /** Addresses instead of DNS: a host name, or `*.suffix`, to an IP address. */
  readonly resolve: Readonly<Record<string, string>>;
  /** PEM certificates trusted beside the system's. */
  readonly caPem?: string;
  /** The first target of each canary site, `canariesMax` at most. */
  readonly canaries: readonly Canary[];
}
