import { useView } from "./view.ts";

/** Kept in step with `argos.yaml.example`. */
const exampleSite = `websites:
  - domain: "https://www.example.org"
    paths:
      - path: "/"
        checks:
          - status-is: 200
          - ssl-certificate-expiration: "on-check"`;

/** How to begin, for an installation without sites. */
export function NoSites() {
  const { words } = useView();
  return (
    <section class="empty">
      <h1>{words.empty.noSites}</h1>
      <p>{words.empty.addSites}</p>
      <pre>
        <code>{exampleSite}</code>
      </pre>
      <p>
        <code>argos config validate</code> {words.empty.validate}
      </p>
    </section>
  );
}

/** How to get the work done, for an installation without agents. */
export function NoAgent() {
  const { words } = useView();
  return (
    <section class="empty">
      <h2>{words.empty.noAgent}</h2>
      <p>{words.empty.startAgent}</p>
      <pre>
        <code>{"argos serve --with-agent\nargos agent --help"}</code>
      </pre>
    </section>
  );
}
