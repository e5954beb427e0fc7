/** A refusal as RFC 9457 describes it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a page says instead of what it says of every such status. */
  readonly fault?: "foreign-form";
}

/** Thrown by a route that refuses; the application answers with the problem. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** The refusal as an `application/problem+json` response. */
export function problemResponse(problem: Problem): Response {
  const { status, title, detail } = problem;
  return new Response(JSON.stringify({ type: "about:blank", status, title, detail }), {
    status,
    headers: { "content-type": "application/problem+json", ...problem.headers },
  });
}
