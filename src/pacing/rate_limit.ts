import { ratePattern } from "../telegram/send_rates.ts";

/** At most `count` messages within any `windowMs`. */
export interface RateLimit {
  readonly count: number;
  readonly windowMs: number;
}

/** How fast a bot may send. */
export interface SendLimits {
  /** All messages of the bot together. */
  readonly bot: RateLimit;
  /** Messages to one private chat. */
  readonly privateChat: RateLimit;
  /** Messages to one group, supergroup or channel. */
  readonly group: RateLimit;
  /** Messages sent with `allow_paid_broadcast`, which do not count for `bot`. */
  readonly paid: RateLimit;
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000 };

/** What is counted here when it leaves, Telegram counts when it arrives, a little sooner or later. */
const minMarginMs = 30;
const marginShare = 0.008;

/**
 * The limit that a rate stands for, its window a little longer than the rate says.
 *
 * @throws {RangeError} when the text does not match {@linkcode ratePattern}.
 */
export function parseRate(text: string): RateLimit {
  const [count = "", unit = ""] = text.split("/");
  const windowMs = unitsMs[unit];
  if (windowMs === undefined || !new RegExp(ratePattern).test(text)) {
    throw new RangeError(
      `Cannot read the rate ${JSON.stringify(text)}: it must look like 30/s, 20/min or 500/h`,
    );
  }
  return { count: Number(count), windowMs: windowMs + Math.max(minMarginMs, windowMs * marginShare) };
}

/** The limits that rates stand for. */
export function toSendLimits(rates: Readonly<Record<keyof SendLimits, string>>): SendLimits {
  return {
    bot: parseRate(rates.bot),
    privateChat: parseRate(rates.privateChat),
    group: parseRate(rates.group),
    paid: parseRate(rates.paid),
  };
}
