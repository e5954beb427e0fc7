import { type Static, Type } from "@sinclair/typebox";
import { periods } from "../../checks/period.ts";
import { oneOf } from "../one-of.ts";
import { Count, closed, Id, Instant, Milliseconds, nullable } from "./fields.ts";

export const PeriodField = oneOf(periods, "24 hours, or UTC days of which the last is today");

/** Seconds of each state; time before the first result is in none. */
export const AccountItem = Type.Object(
  {
    ok: Count,
    warning: Count,
    critical: Count,
    unknown: Count,
    maintenance: Count,
  },
  { ...closed, description: "seconds" },
);

const Availability = nullable(
  Type.Number({
    minimum: 0,
    maximum: 1,
    description: "ok and warning, divided by these and critical; null when nothing is known",
  }),
);

const span = {
  period: PeriodField,
  startAt: Instant,
  /** Now, by the clock of the database. */
  endAt: Instant,
};

const share = { availability: Availability, seconds: AccountItem };

const BarItem = Type.Object(
  {
    startAt: Instant,
    endAt: Instant,
    ...share,
    meanMs: nullable(Milliseconds),
    maxMs: nullable(Milliseconds),
  },
  closed,
);

/** How available a target was: in all, and by hours, six hours, days or weeks. */
export const TargetAvailabilityItem = Type.Object({ ...span, ...share, bars: Type.Array(BarItem) }, closed);
export type TargetAvailabilityItem = Static<typeof TargetAvailabilityItem>;

/** How available a site was: as much as its least available target. */
export const SiteAvailabilityItem = Type.Object(
  {
    ...span,
    ...share,
    targets: Type.Array(Type.Object({ id: Id, method: Type.String(), url: Type.String(), ...share }, closed)),
  },
  closed,
);
export type SiteAvailabilityItem = Static<typeof SiteAvailabilityItem>;
