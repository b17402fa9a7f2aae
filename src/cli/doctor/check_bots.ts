import { fault } from "../../faults/fault.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import type { Examined, ExaminedBot } from "./examined.ts";
import { causeOf, type Finding, ok, problem, skipped, warning } from "./finding.ts";

/** Bots that are asked about at the same time. */
const maxAtOnce = 8;

/** What asking about bots found, by check. */
interface BotFindings {
  readonly tokens: Finding[];
  readonly webhooks: Finding[];
}

/** Whether upstream accepts the token of each bot, and whether a webhook of another program is set. */
export async function checkBots(
  { bots, data, upstream }: Examined,
  signal: AbortSignal,
  limitMs: number,
): Promise<BotFindings> {
  const tokens: Finding[] = [];
  const webhooks: Finding[] = [];
  if ("error" in data.bots) {
    tokens.push(problem(fault("bots_unreadable", { cause: causeOf(data.bots.error) })));
  }
  if (bots.length === 0 && tokens.length === 0) tokens.push(skipped(fault("bots_not_added")));
  if (bots.length === 0) return { tokens, webhooks };
  const waiting = [...bots];
  let accepted = 0;
  let refused = 0;
  let failure: unknown;
  const ask = async ({ id, token }: ExaminedBot) => {
    try {
      const { foreignWebhookUrl } = await upstream.lookUp(token, signal);
      accepted++;
      if (foreignWebhookUrl === undefined) return;
      webhooks.push(warning(fault("foreign_webhook_set", { bot: id, url: toShownUrl(foreignWebhookUrl) })));
    } catch (error) {
      if (isRefusal(error)) {
        refused++;
        tokens.push(problem(fault("bot_token_rejected", { bot: id, said: error.description })));
      } else failure ??= error;
    }
  };
  const askNext = async () => {
    while (!signal.aborted) {
      const bot = waiting.shift();
      if (bot === undefined) return;
      await ask(bot);
    }
  };
  await Promise.all(Array.from({ length: maxAtOnce }, askNext));
  const total = bots.length;
  const count = total - accepted - refused;
  if (count > 0) {
    const cause = signal.aborted ? fault("check_timed_out", { seconds: limitMs / 1000 }) : causeOf(failure);
    tokens.push(warning(fault("bots_not_asked", { count, total, cause })));
  }
  if (accepted > 0) {
    tokens.push(ok(fault("bot_tokens_accepted", { count: accepted, total })));
    if (webhooks.length === 0) webhooks.push(ok(fault("foreign_webhooks_none")));
  }
  return { tokens, webhooks };
}

/** Whether upstream knows no such token; 404 is its answer to one of a form that it does not know. */
function isRefusal(error: unknown): error is TelegramError {
  return error instanceof TelegramError && [401, 404].includes(error.code);
}
