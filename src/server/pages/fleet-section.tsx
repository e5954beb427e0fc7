import { selfSigned } from "../certificates-asked.ts";
import { expiryBounds, type FleetRead } from "../read/certificates.ts";
import { NumberCell } from "./marks.tsx";
import { useView } from "./view.ts";

/** The certificates in numbers: when they end, who issued them, and whether they are renewed. */
export function FleetSection({ fleet }: { readonly fleet: FleetRead }) {
  return (
    <>
      <RenewalNote fleet={fleet} />
      <div class="sides">
        <ExpiryTable buckets={fleet.counts.buckets} />
        <IssuerTable issuers={fleet.issuers} />
      </div>
    </>
  );
}

function RenewalNote({ fleet }: { readonly fleet: FleetRead }) {
  const { words } = useView();
  const { renewals, renewed, dead, tooFew, alive } = words.certificates;
  const { counts, renewalState } = fleet;
  const numbers = renewed(counts.renewals, counts.expectedRenewals);
  if (renewalState === "dead") {
    return (
      <p class="alarm warning" role="status">
        <strong>{dead}</strong>
        <small>{numbers}</small>
      </p>
    );
  }
  return (
    <p class="quiet">
      {renewals}: {numbers} {renewalState === "alive" ? alive : tooFew}
    </p>
  );
}

function ExpiryTable({ buckets }: { readonly buckets: readonly number[] }) {
  const { words } = useView();
  const { byExpiry, expiry, count, share } = words.certificates;
  const most = Math.max(1, ...buckets);
  return (
    <table class="histogram">
      <caption>{byExpiry}</caption>
      <thead>
        <tr>
          <th scope="col">{expiry}</th>
          <th scope="col" class="number">
            {count}
          </th>
          <th scope="col">{share}</th>
        </tr>
      </thead>
      <tbody>
        {buckets.map((n, index) => (
          <tr key={`${bucketDays(index)}`}>
            <th scope="row">
              <BucketName index={index} />
            </th>
            <NumberCell value={n} />
            <td>
              <Bar share={n / most} kind={index === 0 ? "critical" : index < 3 ? "warning" : "ok"} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Before how many days the group ends; 0 for what has expired, undefined for what is left. */
function bucketDays(index: number): number | undefined {
  return index === 0 ? 0 : expiryBounds[index - 1];
}

function BucketName({ index }: { readonly index: number }) {
  const { links, words } = useView();
  const { expired, endsToday, between, later } = words.certificates;
  const days = bucketDays(index);
  if (days === undefined) return <>{later}</>;
  const name = days === 0 ? expired : days === 1 ? endsToday : between(bucketDays(index - 1) ?? 0, days - 1);
  return <a href={links.certificates({ within: String(days) })}>{name}</a>;
}

/** The number beside it says the same. */
function Bar({ share, kind }: { readonly share: number; readonly kind: "critical" | "warning" | "ok" }) {
  const width = share === 0 ? 0 : Math.max(1, Math.round(share * 200));
  return (
    <svg class={`bar ${kind}`} viewBox="0 0 200 12" width="200" height="12" aria-hidden="true">
      <rect width={width} height="12" rx="2" />
    </svg>
  );
}

function IssuerTable({ issuers }: Pick<FleetRead, "issuers">) {
  const { links, words } = useView();
  const { byIssuer, issuer: column, count, soon, moreIssuers } = words.certificates;
  return (
    <table class="issuers">
      <caption>
        {byIssuer}
        {issuers.last === undefined ? null : <small>{moreIssuers(issuers.rows.length)}</small>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{column}</th>
          <th scope="col" class="number">
            {count}
          </th>
          <th scope="col" class="number">
            {soon}
          </th>
        </tr>
      </thead>
      <tbody>
        {issuers.rows.map((one) => (
          <tr key={one.issuer}>
            <th scope="row">
              <a href={links.certificates({ issuer: one.issuer === "" ? selfSigned : one.issuer })}>
                {one.issuer === "" ? words.certificates.selfSigned : one.issuer}
              </a>
            </th>
            <NumberCell value={one.count} />
            <NumberCell value={one.soon} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
