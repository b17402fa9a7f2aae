import type { Backoff } from "../base/backoff.ts";
import { describeError } from "../base/errors.ts";
import { TelegramError } from "../telegram/envelope.ts";
import type { PollState } from "./health.ts";

/** What to do after a failure. */
export interface Verdict {
  readonly state: PollState;
  /** One sentence with what to do. */
  readonly error: string;
  readonly waitMs: number;
}

/** Something upstream sent or said could not be kept. */
export class NotKept extends Error {
  override readonly name = "NotKept";
}

const hourMs = 3_600_000;

/** Runs `work` so that its failure, a {@linkcode NotKept}, is told from upstream's. */
export async function keep<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new NotKept("Cannot keep what upstream sent", { cause });
  }
}

/** Judges what went wrong while `doing` something, such as "Polling". Each failure makes the next wait longer. */
export function judgeFailure(error: unknown, doing: string, backoff: Backoff): Verdict {
  if (error instanceof TelegramError) return judgeRefusal(error, doing, backoff);
  const waitMs = backoff.nextDelayMs();
  if (!(error instanceof NotKept)) return { state: "unreachable", error: describeError(error), waitMs };
  return { state: "disk", error: describeNotKept(error.cause), waitMs };
}

/** The sentence for updates that could not be stored. */
export function describeNotKept(cause: unknown): string {
  return `Updates cannot be stored, so they are left with upstream: ${describeError(cause)}`;
}

function judgeRefusal(error: TelegramError, doing: string, backoff: Backoff): Verdict {
  const said = `upstream says: ${error.message}`;
  switch (error.code) {
    case 401:
    case 404:
      return {
        state: "revoked",
        error: `The token is refused; give BotMux the bot's current token from @BotFather (${said})`,
        waitMs: hourMs,
      };
    case 429: {
      const askedMs = (error.parameters?.retry_after ?? 0) * 1000;
      // Nobody is waited for longer than an hour: the limit may have gone meanwhile.
      const waitMs = askedMs > 0 ? Math.min(askedMs, hourMs) : backoff.nextDelayMs();
      return { state: "rate-limited", error: `Waiting as upstream wishes (${said})`, waitMs };
    }
    default:
      return { state: "unreachable", error: `${doing} fails; ${said}`, waitMs: backoff.nextDelayMs() };
  }
}
