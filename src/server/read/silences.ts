import { plannedTurn, type Turn } from "../../checks/planned-turn.ts";
import { type MatchedSite, matchesSite } from "../../checks/site-match.ts";
import type { PlannedSilence } from "../../config/silence.ts";
import type { Database } from "../../db/connect.ts";
import {
  listActiveSilences,
  listSilencesMade,
  listSilencesThat,
  type SilenceState,
  type StoredSilence,
} from "../../store/silences.ts";
import { type Page, pageOf } from "../page-of.ts";

/** Silences of one state that is asked for alone, and of one among others. */
export const rowsMax = 50;
const rowsAmongOthersMax = 20;

/** Planned silences that are looked at, and that are shown: finding the next turn of one takes 0.1 ms. */
const plannedLookedAtMax = 200;
export const plannedMax = 50;

/** Silences of one site that are shown, and those made while an incident lasted that are looked at. */
const ofSiteMax = 20;
const madeMax = 200;

/** States as a page shows them. */
export const silenceStates = ["active", "coming", "over"] as const satisfies readonly SilenceState[];

/** A silence of the configuration with its turn, now or next; undefined when it never holds again. */
export interface PlannedTurn {
  readonly silence: PlannedSilence;
  readonly turn: Turn | undefined;
}

export interface SilencesRead {
  /** The latest of each state, or one state's page. */
  readonly silences: ReadonlyMap<SilenceState, Page<StoredSilence>>;
  /** Those of the configuration, the next to hold first; none on a page of one state. */
  readonly planned: readonly PlannedTurn[];
}

/** What is silenced, will be and was: three queries, or one for one state. */
export async function readSilences(
  db: Database,
  asked: {
    readonly state: SilenceState | undefined;
    readonly afterId: number | undefined;
    readonly planned: readonly PlannedSilence[];
    readonly now: Date;
  },
): Promise<SilencesRead> {
  const { state: only, afterId } = asked;
  const states = only === undefined ? silenceStates : [only];
  const limit = only === undefined ? rowsAmongOthersMax : rowsMax;
  const found = await db.run((sql) =>
    Promise.all(states.map((state) => listSilencesThat(sql, { state, afterId, limit: limit + 1 }))),
  );
  const pages = states.map((state, index) => [state, pageOf(found[index] ?? [], limit)] as const);
  return { silences: new Map(pages), planned: only === undefined ? plannedTurns(asked.planned, asked.now) : [] };
}

function plannedTurns(planned: readonly PlannedSilence[], now: Date): PlannedTurn[] {
  const known = planned
    .slice(0, plannedLookedAtMax)
    .map((silence) => ({ silence, turn: plannedTurn(silence.window, now.getTime()) }));
  const later = (turn: Turn | undefined) => turn?.fromMs ?? Number.MAX_SAFE_INTEGER;
  return known.sort((a, b) => later(a.turn) - later(b.turn)).slice(0, plannedMax);
}

/** What keeps the messages about one site back now. */
export interface SiteSilences {
  readonly active: readonly StoredSilence[];
  readonly planned: readonly PlannedTurn[];
}

/** Those of what is no site. */
export const noSilences: SiteSilences = { active: [], planned: [] };

/** The silences that hold for a site now, in one query over all that hold: no more than a thousand. */
export async function readSiteSilences(
  db: Database,
  site: MatchedSite,
  asked: { readonly planned: readonly PlannedSilence[]; readonly now: Date },
): Promise<SiteSilences> {
  const nowMs = asked.now.getTime();
  const active = (await db.run(listActiveSilences)).filter(
    ({ match, window }) => window.fromMs <= nowMs && matchesSite(match, site),
  );
  const planned = asked.planned
    .filter(({ match }) => matchesSite(match, site))
    .slice(0, ofSiteMax)
    .map((silence) => ({ silence, turn: plannedTurn(silence.window, nowMs) }))
    .filter(({ turn }) => turn !== undefined && turn.fromMs <= nowMs);
  return { active: active.slice(0, ofSiteMax), planned };
}

/** The silences of a site that somebody made while an incident lasted, oldest first. */
export async function readSilencesMade(
  db: Database,
  site: MatchedSite,
  time: { readonly from: Date; readonly until: Date },
): Promise<StoredSilence[]> {
  const made = await db.run((sql) => listSilencesMade(sql, { ...time, limit: madeMax }));
  return made
    .filter(({ match }) => matchesSite(match, site))
    .slice(0, ofSiteMax)
    .reverse();
}
