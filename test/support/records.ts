import { createRecord } from "../../src/registry/entities/entity.ts";
import { type PushTarget, pushTarget } from "../../src/registry/entities/push_target.ts";
import type { AccessToken } from "../../src/registry/entities/access_token.ts";
import { type Bot, bot } from "../../src/registry/entities/bot.ts";
import type { Consumer } from "../../src/registry/entities/consumer.ts";

/** A bot with everything at its usual value but what `changes` says. */
export function createBotRecord(changes: Partial<Bot> = {}): Bot {
  const id = changes.id ?? 123456;
  return createRecord(bot, {
    id,
    token: `${id}:${"A".repeat(35)}`,
    retentionMs: 86_400_000,
    maxJournalBytes: 268_435_456,
    addedAtMs: 1_000,
    ...changes,
  });
}

/** A consumer without an id, with everything at its usual value but what `changes` says. */
export function createConsumerRecord(changes: Partial<Omit<Consumer, "id">> = {}): Omit<Consumer, "id"> {
  return {
    botId: 123456,
    name: "default",
    mode: "poll",
    sharing: "independent",
    maxAgeSec: undefined,
    filter: {},
    start: "now",
    push: undefined,
    disabledReason: undefined,
    addedAtMs: 1_000,
    ...changes,
  };
}

/** An access token without an id, with everything at its usual value but what `changes` says. */
export function createAccessTokenRecord(
  changes: Partial<Omit<AccessToken, "id">> = {},
): Omit<AccessToken, "id"> {
  return {
    botId: 123456,
    consumerId: 1,
    label: "",
    hash: "0".repeat(64),
    previousHash: undefined,
    previousUntilMs: undefined,
    expiresAtMs: undefined,
    scope: {},
    addedAtMs: 1_000,
    ...changes,
  };
}

/** A push target with defaults for all but what `changes` says. */
export function createPushTarget(changes: Partial<PushTarget> = {}): PushTarget {
  return createRecord(pushTarget, { urls: ["https://example.org/"], ...changes });
}
