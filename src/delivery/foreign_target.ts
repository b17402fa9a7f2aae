import type { PushTarget } from "../registry/entities/push_target.ts";
import { toShownUrl } from "../telegram/webhook_url.ts";

/**
 * A WebhookInfo object as the holder of a credential may see it. The bot's real token sees all. An access token sees
 * the whole URL only of a target that was set with it: what others have set may have a password in it, and a path that
 * is a secret or even the real token. Of those it sees where they lead, no more.
 *
 * @param accessTokenId absent for the real token.
 */
export function showWebhookInfo(
  info: Readonly<Record<string, unknown>>,
  push: PushTarget | undefined,
  accessTokenId: number | undefined,
): Readonly<Record<string, unknown>> {
  if (push === undefined || accessTokenId === undefined || accessTokenId === push.accessTokenId) return info;
  return { ...info, url: toShownUrl(push.urls[0] ?? "") };
}
