import { type Period, periods } from "../../checks/period.ts";
import type { TargetAvailability } from "../read/availability.ts";
import { AvailabilityRules } from "./availability-rules.tsx";
import { BarStrip } from "./bar-strip.tsx";
import { BarTable } from "./bar-table.tsx";
import { partText, Share } from "./share.tsx";
import { TimeChart } from "./time-chart.tsx";
import { useView } from "./view.ts";

interface SectionProps {
  readonly targetId: number;
  readonly read: TargetAvailability;
}

/** How available a target was, and how fast it answered: every period in a row, one of them as charts and in numbers. */
export function AvailabilitySection({ targetId, read }: SectionProps) {
  const { links, words } = useView();
  return (
    <section aria-labelledby="availability">
      <PeriodTable targetId={targetId} read={read} />
      <BarStrip bars={read.bars} />
      <TimeChart bars={read.bars} />
      <BarTable bars={read.bars} period={read.period} />
      <details>
        <summary>{words.availability.rules.summary}</summary>
        <AvailabilityRules />
        <p>
          <a href={links.availability()}>{words.availability.download.link}</a>
        </p>
      </details>
    </section>
  );
}

function PeriodTable({ targetId, read }: SectionProps) {
  const { words } = useView();
  const { availability } = words;
  return (
    <div class="wide">
      <table class="periods">
        <caption id="availability">{availability.title}</caption>
        <thead>
          <tr>
            <th scope="col">{availability.period}</th>
            {[availability.up, availability.down, availability.unknown, availability.maintenance].map((name) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => (
            <PeriodRow key={period} targetId={targetId} read={read} period={period} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PeriodRow({ targetId, read, period }: SectionProps & { readonly period: Period }) {
  const { links, words } = useView();
  const account = read.accounts[period];
  return (
    <tr>
      <th scope="row">
        <a href={`${links.target(targetId, { period })}#availability`} aria-current={read.period === period}>
          {words.availability.periods[period]}
        </a>
      </th>
      <td class="number">
        <Share account={account} />
      </td>
      <td class="number">{account.critical === 0 ? "–" : words.frame.duration(account.critical * 1000)}</td>
      <td class="number">{partText(account.unknown, account, words)}</td>
      <td class="number">{partText(account.maintenance, account, words)}</td>
    </tr>
  );
}
