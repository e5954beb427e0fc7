import { type Authority, type CertificateKind, certificateKinds } from "./certificates.ts";

/** One https server for each kind of certificate; behind the handshake all of them are well. */
export interface CertificateFarm extends AsyncDisposable {
  /** Overrides that lead `*.cert.test` to the farm: `probe.resolve`. */
  readonly resolve: Readonly<Record<string, string>>;
  /** `https://<kind>.cert.test:<port>`. */
  origin(kind: CertificateKind): string;
}

/** Starts the servers at a loopback address, with certificates of `authority` as far as their kind allows. */
export async function startCertificateFarm(authority: Authority, address: string): Promise<CertificateFarm> {
  const started = await Promise.all(
    certificateKinds.map(async (kind) => {
      const tls = await authority.issue(kind, { names: ["*.cert.test"] });
      return [kind, Bun.serve({ hostname: address, port: 0, tls, fetch: () => new Response("All is well") })] as const;
    }),
  );
  const servers = new Map(started);
  return {
    resolve: { "*.cert.test": address },
    origin: (kind) => `https://${kind}.cert.test:${servers.get(kind)?.port ?? 0}`,
    async [Symbol.asyncDispose]() {
      await Promise.all(started.map(([, server]) => server.stop(true)));
    },
  };
}
