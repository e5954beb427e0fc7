import { csvColumns, csvPeriods } from "../availability/csv-wanted.ts";
import { AvailabilityRules } from "./availability-rules.tsx";
import { Layout } from "./layout.tsx";
import { useView } from "./view.ts";

/** How availability is counted, and its download. */
export function AvailabilityPage() {
  const { words } = useView();
  const { title, rules } = words.availability;
  return (
    <Layout title={title} section="sites">
      <h1>{title}</h1>
      <section aria-labelledby="rules">
        <h2 id="rules">{rules.summary}</h2>
        <AvailabilityRules />
      </section>
      <Download />
    </Layout>
  );
}

function Download() {
  const { links, words } = useView();
  const { download } = words.availability;
  return (
    <section aria-labelledby="download">
      <h2 id="download">{download.heading}</h2>
      <p>{download.text}</p>
      <form class="filter download" method="get" action={links.api("/availability.csv")}>
        <label>
          {download.period}
          <select name="period">
            {csvPeriods.map((period) => (
              <option key={period} value={period} selected={period === "30d"}>
                {download.periods[period]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {download.search}
          <input type="search" name="search" maxLength={200} autocomplete="off" spellcheck={false} />
        </label>
        <label>
          {download.label}
          <input name="label" maxLength={300} placeholder={download.labelHint} autocomplete="off" spellcheck={false} />
        </label>
        <button type="submit">{download.button}</button>
      </form>
      <h3>{download.columns}</h3>
      <dl class="columns">
        {csvColumns.map((column) => (
          <div key={column}>
            <dt>
              <code>{column}</code>
            </dt>
            <dd>{download.columnTexts[column]}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{download.safe}</p>
    </section>
  );
}
