/** One field of a request that was refused. */
export interface FieldProblem {
  /** Where it stands: `/limit`, `/match/domain`; `/` for the whole. */
  readonly field: string;
  readonly reason: string;
}

/** A refusal as RFC 9457 describes it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Which fields were wrong and why, where that is known. */
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What a page says instead of what it says of every such status. */
  readonly fault?: "foreign-form";
}

/** The answer to whatever is a bug of the server. */
export const serverFault: Problem = {
  status: 500,
  title: "Internal Server Error",
  detail: "this is a fault of the server; its log says more",
};

/** Thrown by a route that refuses; the application answers with the problem. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
  }
}

/** The refusal as an `application/problem+json` response. */
export function problemResponse(problem: Problem): Response {
  const { status, title, detail, errors, headers } = problem;
  return new Response(JSON.stringify({ type: "about:blank", status, title, detail, ...(errors && { errors }) }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
