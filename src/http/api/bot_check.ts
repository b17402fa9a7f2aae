import Type from "typebox";
import { TelegramError } from "../../telegram/envelope.ts";
import { parseToken } from "../../telegram/token.ts";
import { toShownUrl } from "../../telegram/webhook_url.ts";
import { safeFileType } from "../../tgapi/files/safe_file_type.ts";
import { MalformedAnswer, UpstreamUnreachable } from "../../upstream/upstream_error.ts";
import { contradiction, notFound, refusal } from "./api_error.ts";
import { Token } from "./bots.ts";
import { CheckedPhotos, nameLength, type Picture } from "./checked_photos.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { fileGuards } from "./file_guards.ts";
import type { ApiPorts } from "./ports.ts";
import { toRefusal } from "./telegram_refusal.ts";
import { BotId, nullable } from "./wire.ts";

/** What Telegram says of a bot that may be added. */
export const CheckedBot = Type.Object({
  id: BotId,
  username: Type.String({ description: "Without @" }),
  name: Type.String(),
  photo: nullable(Type.String({ description: "Name of its profile photo, for `getCheckedPhoto`" })),
  is_managed: Type.Boolean({ description: "Whether BotMux manages this bot already" }),
  webhook: nullable(Type.String({ description: "Scheme and host of the webhook it has now" })),
  waiting: Type.Integer({ minimum: 0, description: "Updates pending at Telegram" }),
}, { title: "CheckedBot" });

const CheckInput = Type.Object({ token: Token }, { title: "TokenToCheck", additionalProperties: false });

/** `/token-check` */
export function botCheckEndpoints({ registry, lookUpBot, fetchPhoto, clock }: ApiPorts): Endpoint[] {
  const photos = new CheckedPhotos(clock);
  return [
    endpoint({
      id: "checkBot",
      method: "POST",
      path: "/token-check",
      tag: "bots",
      summary: "Check a token at Telegram without adding the bot",
      role: "owner",
      body: CheckInput,
      status: 200,
      answer: CheckedBot,
      conflict: "Telegram refuses the token",
      refusals: { 502: "Telegram cannot be reached" },
      async handle({ body, signal, principal }) {
        const { token, botId } = parseToken(body.token);
        const { identity, webhook } = await lookUpBot(token, signal).catch((error) => {
          throw toCheckRefusal(error);
        });
        const picture = toPicture(await fetchPhoto(token, signal));
        return {
          id: botId,
          username: identity.username,
          name: identity.name,
          photo: picture === undefined ? null : photos.keep(principal, picture),
          is_managed: registry.bot(botId) !== undefined,
          webhook: webhook.url === "" ? null : toShownUrl(webhook.url),
          waiting: webhook.pending,
        };
      },
    }),
    endpoint({
      id: "getCheckedPhoto",
      method: "GET",
      path: "/token-check/photos/{photo}",
      tag: "bots",
      summary: "Get the profile photo of a bot whose token was checked a moment ago",
      role: "owner",
      parameters: { photo: Type.String({ pattern: `^[A-Za-z0-9_-]{${nameLength}}$` }) },
      status: 200,
      responses: { 200: "The picture" },
      handle({ path: { photo }, principal }) {
        const picture = photos.find(principal, photo);
        if (picture === undefined) throw notFound("photo");
        return new Response(picture.bytes, {
          headers: { ...fileGuards, "content-type": picture.contentType },
        });
      },
    }),
  ];
}

/** What can be shown as a picture; nothing else may come from here. */
function toPicture(bytes: Uint8Array<ArrayBuffer> | undefined): Picture | undefined {
  if (bytes === undefined) return undefined;
  const { contentType } = safeFileType(bytes);
  return contentType.startsWith("image/") ? { bytes, contentType } : undefined;
}

function toCheckRefusal(error: unknown): unknown {
  if (error instanceof TelegramError) {
    if (error.code !== 401 && error.code !== 404) return toRefusal(error);
    return contradiction("#/token", "field_token_refused");
  }
  if (error instanceof UpstreamUnreachable || error instanceof MalformedAnswer) {
    return refusal("upstream_failed", { cause: error.fault });
  }
  return error;
}
