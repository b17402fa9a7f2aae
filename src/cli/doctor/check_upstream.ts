import { fault } from "../../faults/fault.ts";
import type { Examined } from "./examined.ts";
import { causeOf, type Finding, ok, problem, skipped, warning } from "./finding.ts";

/** Telegram's signatures and TLS certificates are judged by the clock; more than this is no delay of the network. */
const maxClockDifferenceSec = 30;

/** Whether upstream answers, through the proxy where one is set, and what time it has. */
export async function checkUpstream(
  { upstream, clock }: Examined,
  signal: AbortSignal,
): Promise<{ readonly upstream: Finding[]; readonly clock: Finding[] }> {
  const { host, proxyHost } = upstream;
  const unknown = skipped(fault("clock_not_comparable", { host }));
  const beganMs = clock.now();
  try {
    const { status, date } = await upstream.greet(signal);
    // The header has whole seconds, of some moment while the request was under way.
    const middleMs = (beganMs + clock.now()) / 2;
    const way = proxyHost === undefined ? "reached directly" : `through the proxy ${proxyHost}`;
    const answers = fault("upstream_answers", { host, way });
    return {
      upstream: [status < 500 ? ok(answers) : problem(fault("gateway_error", { host, status }))],
      clock: [compare(Date.parse(date) + 500 - middleMs, host) ?? unknown],
    };
  } catch (error) {
    signal.throwIfAborted();
    return { upstream: [problem(causeOf(error))], clock: [unknown] };
  }
}

/** @param differenceMs `NaN` when upstream did not tell the time */
function compare(differenceMs: number, host: string): Finding | undefined {
  if (Number.isNaN(differenceMs)) return undefined;
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  return seconds > maxClockDifferenceSec
    ? warning(fault("clock_wrong", { host, seconds }))
    : ok(fault("clock_right", { host, seconds }));
}
