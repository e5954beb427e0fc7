import type { IssuerCount } from "../../store/certificate-counts.ts";
import { type CertificatesAsked, selfSigned } from "../certificates-asked.ts";
import { expiryBounds } from "../read/certificates.ts";
import { useView } from "./view.ts";

const withinChoices = [0, ...expiryBounds] as const;

interface FilterProps {
  readonly asked: CertificatesAsked;
  /** Those of the most certificates. */
  readonly issuers: readonly IssuerCount[];
}

/** The form above the list of certificates; it sends a plain GET. */
export function CertificateFilter({ asked, issuers }: FilterProps) {
  const { links, words } = useView();
  const { searchHint, within, any, withinDays, expired } = words.certificates;
  return (
    <form class="filter certificates" method="get" action={links.certificates()}>
      <label>
        {words.sites.search}
        <input
          type="search"
          name="search"
          value={asked.search}
          maxLength={200}
          placeholder={searchHint}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label>
        {within}
        <select name="within">
          <option value="">{any}</option>
          {withinChoices.map((days) => (
            <option key={days} value={days} selected={asked.withinDays === days}>
              {days === 0 ? expired : withinDays(days)}
            </option>
          ))}
        </select>
      </label>
      <IssuerChoice chosen={asked.issuer} issuers={issuers} />
      <button type="submit">{words.sites.submit}</button>
    </form>
  );
}

/** One that is asked for by its address may not be among those of the most certificates. */
function IssuerChoice({ chosen, issuers }: { readonly chosen: string | undefined } & Pick<FilterProps, "issuers">) {
  const { words } = useView();
  const names = issuers.map((one) => (one.issuer === "" ? selfSigned : one.issuer));
  const offered = chosen === undefined || names.includes(chosen) ? names : [chosen, ...names];
  return (
    <label>
      {words.certificates.issuer}
      <select name="issuer">
        <option value="">{words.certificates.anyIssuer}</option>
        {offered.map((name) => (
          <option key={name} value={name} selected={chosen === name}>
            {name === selfSigned ? words.certificates.selfSigned : name}
          </option>
        ))}
      </select>
    </label>
  );
}
