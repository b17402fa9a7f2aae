import type { Clock } from "../../base/clock.ts";
import { isSuccess } from "../../base/http_message.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { parseToken } from "../../telegram/token.ts";
import type { Calls } from "../../tgapi/calls/calls.ts";
import { readShortBody } from "../../tgapi/exchange/short_body.ts";
import { getFile, getOwnPhoto } from "../../upstream/calls.ts";
import type { UpstreamClient } from "../../upstream/client.ts";
import { MalformedAnswer, UpstreamUnreachable } from "../../upstream/upstream_error.ts";

/** What the photo of a bot that may not be managed yet is fetched with. */
interface PhotoFetchingOptions {
  readonly client: UpstreamClient;
  readonly calls: Pick<Calls, "download">;
  readonly clock: Clock;
}

/** Telegram makes photos of this size a tenth as large, in bytes. */
const maxPhotoBytes = 128 * 1024;
/** Whoever checks a token waits no longer for its bot's photo. */
const maxPhotoMs = 5_000;

/**
 * The bytes of the profile photo of the bot with this token; `undefined` when it has none, or none that comes soon and
 * is small. Rejects only with the reason of `signal`.
 */
export async function fetchPhoto(
  { client, calls, clock }: PhotoFetchingOptions,
  tokenText: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { botId, token } = parseToken(tokenText);
  const limit = new AbortController();
  const cancelTimer = clock.schedule(() => limit.abort(), maxPhotoMs);
  const eitherSignal = AbortSignal.any([signal, limit.signal]);
  try {
    const fileId = await getOwnPhoto(client, { id: botId, token }, eitherSignal);
    if (fileId === "") return undefined;
    const { path } = await getFile(client, token, fileId, eitherSignal);
    // A bot that nobody manages has no consumer either.
    const caller = { botId, realToken: token, consumerId: 0, accessTokenId: undefined, scope: {} };
    const { status, body } = await calls.download(caller, path, eitherSignal);
    const bytes = await readShortBody(body, eitherSignal, maxPhotoBytes);
    return isSuccess(status) ? bytes : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted || isOfUpstream(error)) return undefined;
    throw error;
  } finally {
    cancelTimer();
  }
}

function isOfUpstream(error: unknown): boolean {
  return error instanceof TelegramError || error instanceof UpstreamUnreachable ||
    error instanceof MalformedAnswer;
}
