import type { OpenIdFault } from "../auth/openid-fault.ts";
import { Layout } from "./layout.tsx";
import { pageResponse } from "./page-response.tsx";
import { useView, type View } from "./view.ts";

const faultStatus: Readonly<Record<OpenIdFault, number>> = {
  unavailable: 502,
  denied: 403,
  expired: 400,
  clock: 502,
  nameless: 403,
  refused: 502,
};

/** Says to a person why the provider of that name did not log them in, with the status that fits. */
export function openIdFaultResponse(view: View, fault: OpenIdFault, provider: string): Response {
  return pageResponse(view, <OpenIdFaultPage fault={fault} provider={provider} />, { status: faultStatus[fault] });
}

function OpenIdFaultPage({ fault, provider }: { readonly fault: OpenIdFault; readonly provider: string }) {
  const { links, words } = useView();
  const { title, text } = words.openid.faults[fault];
  return (
    <Layout title={title} section={undefined}>
      <section class="empty">
        <h1>{title}</h1>
        <p>{text(provider)}</p>
        <p>
          <a href={links.openidLogin()}>{words.openid.again}</a>
        </p>
      </section>
    </Layout>
  );
}
