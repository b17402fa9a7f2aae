import { Backoff, upstreamDelays } from "../base/backoff.ts";
import { type Clock, sleep } from "../base/clock.ts";
import { faultOf } from "../base/errors.ts";
import { fault } from "../faults/fault.ts";
import { TelegramError } from "../telegram/envelope.ts";
import type { TokenWaits } from "./token_waits.ts";
import { describeNotKept, NotKept, type PollFailure } from "./poll_failure.ts";

/** Options for {@linkcode RetryPlan}. */
interface RetryPlanOptions {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly tokenWaits: TokenWaits;
}

const minRefusedWaitMs = 5000;
/** Whatever upstream says, it is asked again after so long: the cause may have gone. */
const maxWaitMs = 600_000;
/** So many refusals in a row, over at least so long, before a token counts as revoked: one may be a hiccup. */
const minRefusals = 3;
const minRefusedMs = 60_000;

/** Codes of what may fail at Telegram's word. */
type FailingWork = "polling_fails" | "webhook_fails" | "webhook_restore_fails";

/**
 * When to ask upstream again for one bot after something went wrong, and what to say meanwhile. A refused token is tried
 * again after 5 s, then at doubling intervals up to 10 minutes, and at once when a call with it succeeds.
 */
export class RetryPlan {
  readonly #botId: number;
  readonly #options: RetryPlanOptions;
  readonly #backoff: Backoff;
  readonly #refusedBackoff: Backoff;
  #firstRefusalMs = 0;
  /** When a call that succeeded last ended a wait. */
  #acceptedMs = -Infinity;

  constructor(botId: number, options: RetryPlanOptions) {
    const { random } = options;
    this.#botId = botId;
    this.#options = options;
    this.#backoff = new Backoff(upstreamDelays, random);
    this.#refusedBackoff = new Backoff({ minMs: minRefusedWaitMs, maxMs: maxWaitMs, jitter: 0.1 }, random);
  }

  /** Upstream answered, and what it sent was kept. */
  succeed(): void {
    this.#backoff.reset();
    this.#refusedBackoff.reset();
  }

  /** Judges what went wrong; `code` says what fails. Each failure makes the next wait longer. */
  judge(error: unknown, code: FailingWork): PollFailure {
    if (error instanceof TelegramError) return this.#judgeRefusal(error, code);
    const waitMs = this.#backoff.recordFailure();
    if (error instanceof NotKept) return { state: "disk", fault: describeNotKept(error.cause), waitMs };
    return { state: "unreachable", fault: fault("upstream_unreachable", { cause: faultOf(error) }), waitMs };
  }

  /** Waits before the next try; a call that succeeds ends the wait where it shows that the cause has gone. */
  async pause({ state, waitMs }: Pick<PollFailure, "state" | "waitMs">, signal: AbortSignal): Promise<void> {
    const { clock, tokenWaits } = this.#options;
    if (state !== "refused" && state !== "revoked" && state !== "unreachable") {
      return await sleep(clock, waitMs, signal);
    }
    // Where calls succeed and this does not, each of them would be one more try.
    const quietMs = Math.min(Math.max(this.#acceptedMs + minRefusedWaitMs - clock.now(), 0), waitMs);
    if (quietMs > 0) await sleep(clock, quietMs, signal);
    if (quietMs >= waitMs || signal.aborted) return;
    if (!await tokenWaits.wait(this.#botId, waitMs - quietMs, signal)) return;
    this.#acceptedMs = clock.now();
    this.succeed();
  }

  #judgeRefusal(error: TelegramError, code: FailingWork): PollFailure {
    const said = error.message;
    switch (error.code) {
      case 401:
      case 404:
        return this.#judgeRefusedToken(said);
      case 429:
        return this.#judgeRateLimit(error, said);
      default:
        return {
          state: "unreachable",
          fault: fault("upstream_unreachable", { cause: fault(code, { said }) }),
          waitMs: this.#backoff.recordFailure(),
        };
    }
  }

  #judgeRefusedToken(said: string): PollFailure {
    const nowMs = this.#options.clock.now();
    if (this.#refusedBackoff.failures === 0) this.#firstRefusalMs = nowMs;
    const waitMs = this.#refusedBackoff.recordFailure();
    const isRevoked = this.#refusedBackoff.failures >= minRefusals &&
      nowMs - this.#firstRefusalMs >= minRefusedMs;
    return isRevoked
      ? {
        state: "revoked",
        fault: fault("token_revoked", { said }),
        waitMs,
      }
      : {
        state: "refused",
        fault: fault("token_refused", { said }),
        waitMs,
      };
  }

  #judgeRateLimit({ parameters }: TelegramError, said: string): PollFailure {
    const askedMs = (parameters?.retry_after ?? 0) * 1000;
    const waitMs = askedMs > 0 ? Math.min(askedMs, maxWaitMs) : this.#backoff.recordFailure();
    const until = new Date(this.#options.clock.now() + Math.max(askedMs, waitMs));
    return {
      state: "rate_limited",
      fault: fault("upstream_rate_limited", { until: toShownMoment(until), said }),
      waitMs,
    };
  }
}

/** A moment in UTC as people read it: `2026-11-30 23:15:07`. */
function toShownMoment(moment: Date): string {
  const latest = new Date(Math.min(moment.getTime(), 8.64e15));
  return latest.toISOString().slice(0, 19).replace("T", " ");
}
