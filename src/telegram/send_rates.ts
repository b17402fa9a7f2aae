/** How a rate is written: `30/s`, `20/min`, `500/h`. */
export const ratePattern = "^[1-9][0-9]{0,4}/(?:s|min|h)$";

/**
 * The rates that Telegram documents.
 *
 * @see https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
 */
export const documentedRates = { bot: "30/s", privateChat: "1/s", group: "20/min", paid: "1000/s" } as const;
