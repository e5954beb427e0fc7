import type { Answer } from "../../src/checks/observation.ts";

/** An answer of a healthy site over plain http. */
export function anAnswer(overrides: Partial<Answer> = {}): Answer {
  return {
    kind: "answer",
    url: "http://example.org/",
    status: 200,
    headers: [["content-type", "text/html; charset=utf-8"]],
    body: { kind: "text", text: "<h1>Welcome</h1>" },
    bodyBytes: 16,
    redirects: [],
    remoteAddress: "192.0.2.7",
    timings: { dnsMs: 1, firstByteMs: 40, totalMs: 50 },
    ...overrides,
  };
}

/** An answer with this body, decoded and whole. */
export function anAnswerOf(text: string): Answer {
  return anAnswer({ body: { kind: "text", text }, bodyBytes: text.length });
}

/** An answer whose body was cut after `start`. */
export function aCutAnswer(start: string): Answer {
  return anAnswer({ body: { kind: "too-long", start, bytesMax: 1_048_576 } });
}

/** An answer whose body could not be decoded. */
export function anUndecodableAnswer(): Answer {
  return anAnswer({ body: { kind: "undecodable", message: 'unknown content coding "br2"' } });
}

/** An answer that redirects. */
export function aRedirect(location: string, overrides: Partial<Answer> = {}): Answer {
  return anAnswer({ status: 301, headers: [["location", location]], ...overrides });
}
