import { isSameRecord } from "../registry/change.ts";
import { type Fault, messageOf } from "../faults/fault.ts";
import type { Clock } from "../base/clock.ts";
import type { PushTarget } from "../registry/entities/push_target.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import { descriptions, TelegramError, tooManyRequests } from "../telegram/envelope.ts";
import type { AllowedUpdates } from "../telegram/get_updates.ts";

/** What a program asks for with setWebhook, after validation. */
export interface WebhookRequest {
  readonly target: PushTarget;
  /** Whether a certificate came along. */
  readonly hasCertificate: boolean;
  readonly dropPendingUpdates: boolean;
}

/** How a consumer changes. */
export interface WebhookChange {
  /** The consumer as it is to be kept. */
  readonly consumer: Consumer;
  readonly isChanged: boolean;
  /** `description` of the answer. */
  readonly description: string;
}

/** A second setWebhook with a URL this soon is refused. */
const pauseMs = 1000;

/** Enforces the pause between two setWebhook calls of one consumer. */
export class WebhookPause {
  readonly #clock: Clock;
  #lastMs = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws {TelegramError} 429 when the last call was less than a second ago. */
  enter(): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#lastMs < pauseMs) throw tooManyRequests(1);
    this.#lastMs = nowMs;
  }
}

/** What `setWebhook` sets; more members of a target are the owner's. */
const comparedByTelegram = ["urls", "secretToken", "maxConnections", "ipAddress"] as const;

/** What setWebhook with a URL makes of a consumer. */
export function withWebhook(consumer: Consumer, request: WebhookRequest): WebhookChange {
  const { target, hasCertificate, dropPendingUpdates } = request;
  const before = consumer.push;
  const isSame = before !== undefined && !hasCertificate && !dropPendingUpdates &&
    before.certificate === undefined &&
    before.urls.length === 1 &&
    comparedByTelegram.every((name) => String(before[name]) === String(target[name]));
  if (isSame) return { consumer, isChanged: false, description: "Webhook is already set" };
  return {
    consumer: { ...consumer, mode: "push", push: target, disabledReason: undefined },
    isChanged: true,
    description: "Webhook was set",
  };
}

/** What deleteWebhook makes of a consumer. */
export function withoutWebhook(consumer: Consumer): WebhookChange {
  if (consumer.mode === "poll") {
    return { consumer, isChanged: false, description: "Webhook is already deleted" };
  }
  return {
    consumer: { ...consumer, mode: "poll", push: undefined, disabledReason: undefined },
    isChanged: true,
    description: "Webhook was deleted",
  };
}

/** What a WebhookInfo object tells beside the settings. */
interface WebhookFacts {
  readonly pending: number;
  readonly allowed: AllowedUpdates;
  /** Address connected to last; empty for none yet. */
  readonly address: string;
  /** Since the webhook was set or removed; 0 for never. */
  readonly lastErrorAtMs: number;
  readonly lastError: Fault | undefined;
}

/** A WebhookInfo object, with exactly the members the official server would show. */
export function webhookInfo({ push }: Consumer, facts: WebhookFacts): Readonly<Record<string, unknown>> {
  const { allowed, lastErrorAtMs, lastError } = facts;
  const address = push?.ipAddress ?? (facts.address || "<unknown>");
  return {
    url: push?.urls[0] ?? "",
    has_custom_certificate: push?.certificate !== undefined,
    pending_update_count: facts.pending,
    ...(push === undefined ? {} : { max_connections: push.maxConnections, ip_address: address }),
    ...(lastError === undefined
      ? {}
      : { last_error_date: Math.floor(lastErrorAtMs / 1000), last_error_message: messageOf(lastError) }),
    ...(allowed === "default" ? {} : { allowed_updates: allowed }),
  };
}

/** Refuses a setWebhook that a later call overtook. */
export function overtaken(): TelegramError {
  return new TelegramError(409, descriptions.terminatedByOtherSetWebhook);
}

/** Refuses a setWebhook whose URL cannot be used. */
export function badWebhook(reason: string): TelegramError {
  return new TelegramError(400, `Bad Request: bad webhook: ${reason}`);
}

/** Whether a consumer that polls gets nothing: a push that is disabled has ended already. */
export function isDisabledPoll({ mode, disabledReason }: Consumer): boolean {
  return mode === "poll" && disabledReason !== undefined;
}

/** Whether two targets, or none, are the same. */
export function isSameTarget(left: PushTarget | undefined, right: PushTarget | undefined): boolean {
  return left === undefined || right === undefined ? left === right : isSameRecord(left, right);
}
