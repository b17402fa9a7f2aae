import type { DisabledCode } from "../faults/disabled_fault.ts";
import type { RegistryChange } from "../registry/change.ts";
import { type AccessToken, isExpired } from "../registry/entities/access_token.ts";
import type { Foundation } from "./foundation.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Parts } from "./parts.ts";
import { TokenExpiry } from "./token_expiry.ts";

/** Brings what the registry says into effect. */
export class RegistryFollower {
  readonly #foundation: Foundation;
  readonly #parts: Parts;
  readonly #health: Monitoring["health"];
  readonly #expiry: TokenExpiry;
  #isReceiving = false;

  constructor(foundation: Foundation, parts: Parts, { health }: Pick<Monitoring, "health">) {
    this.#foundation = foundation;
    this.#parts = parts;
    this.#health = health;
    const { changes, clock, data: { registry } } = foundation;
    this.#expiry = new TokenExpiry({
      tokens: () =>
        registry.bots().flatMap(({ id }) => registry.consumers(id)).flatMap(({ id }) =>
          registry.accessTokens(id)
        ),
      onEnd: (token) => changes.enqueue("access-token-expired", () => this.#onTokenEnd(token)),
      clock,
    });
  }

  /** Opens everything that the registry holds, and follows it from then on. */
  async open(): Promise<void> {
    const { changes, data: { registry, journal, chatMoves } } = this.#foundation;
    for (const bot of registry.bots()) {
      this.#openLog(bot.id);
      for (const consumer of registry.consumers(bot.id)) await this.#parts.delivery.open(consumer);
    }
    await journal.removeUnclaimed();
    registry.subscribe((change) => changes.enqueue(change.type, () => this.#apply(change)));
    chatMoves.subscribe((botId) => this.#followChats(botId));
    this.#expiry.follow();
    this.#foundation.stopping.signal.addEventListener("abort", () => this.#expiry.close());
  }

  /** Bots receive from now on, also those that are added later. */
  startReceiving(): void {
    this.#isReceiving = true;
    for (const bot of this.#foundation.data.registry.bots()) this.#parts.fleet.add(bot);
  }

  /** Begins to archive. */
  startArchiving(): void {
    const bots = this.#foundation.data.registry.bots();
    // One that was just added may still wait for its turn.
    for (const bot of bots) this.#openLog(bot.id);
    this.#parts.archiving?.start(bots);
  }

  #openLog(botId: number): void {
    const { registry, journal } = this.#foundation.data;
    const bot = registry.bot(botId);
    if (bot === undefined) return;
    journal.openLog(botId, { retentionMs: bot.retentionMs, maxBytes: bot.maxJournalBytes });
  }

  async #apply(change: RegistryChange): Promise<void> {
    const { delivery, routing, programs } = this.#parts;
    switch (change.type) {
      case "bot-added":
        // Its default consumer comes next: a webhook that the bot turns out to have needs it.
        this.#openLog(change.bot.id);
        return await routing.botOpened();
      case "bot-changed":
        this.#openLog(change.bot.id);
        return await this.#updateFleet(change.bot.id);
      case "bot-removed":
        return await this.#removeBot(change.bot.id);
      case "consumer-added":
        await delivery.open(change.consumer);
        return await this.#updateFleet(change.consumer.botId);
      case "consumer-changed":
        if (change.consumer.disabledReason !== undefined) this.#health.dropConsumer(change.consumer);
        return await delivery.open(change.consumer);
      case "consumer-removed":
        programs.forget(change.consumer.id);
        this.#health.dropConsumer(change.consumer);
        return await delivery.close(change.consumer.id);
      case "access-token-removed":
        return await this.#silence(change.accessToken, "disabled_by_revocation");
      // Access tokens are looked up at every call.
      case "access-token-added":
        return this.#expiry.follow();
      case "access-token-changed":
        // A call that waits may have come with the text that was replaced, or see what it may not any more.
        await this.#parts.delivery.limitsChanged(change.accessToken.consumerId, change.accessToken.id);
        return this.#expiry.follow();
      default:
    }
  }

  async #removeBot(botId: number): Promise<void> {
    const { chatMoves, journal } = this.#foundation.data;
    const { fleet, archiving, routing, broadcasts, pacing, files } = this.#parts;
    chatMoves.forgetBot(botId);
    pacing.remove(botId);
    await fleet.remove(botId);
    await archiving?.remove(botId);
    await routing.botRemoved(botId);
    await broadcasts.botRemoved(botId);
    await journal.removeLog(botId);
    await files.removeBot(botId);
  }

  async #updateFleet(botId: number): Promise<void> {
    const { stopping, data: { registry } } = this.#foundation;
    const bot = registry.bot(botId);
    if (bot === undefined || !this.#isReceiving || stopping.signal.aborted) return;
    this.#parts.fleet.update(bot);
    await this.#parts.archiving?.follow(bot);
  }

  /** A token has expired, or the text it had before it was rotated. */
  async #onTokenEnd(token: AccessToken): Promise<void> {
    if (isExpired(token, this.#foundation.clock.now())) {
      return await this.#silence(token, "disabled_by_expiry");
    }
    this.#parts.delivery.finishPolls(token.consumerId);
  }

  /** Whoever held an access token gets nothing more: not by a call that waits, nor at the URL it set. */
  async #silence({ id, consumerId }: AccessToken, disabledReason: DisabledCode): Promise<void> {
    const { registry } = this.#foundation.data;
    this.#parts.delivery.finishPolls(consumerId);
    const consumer = registry.consumer(consumerId);
    if (consumer?.push?.accessTokenId !== id || consumer.disabledReason !== undefined) return;
    await registry.updateConsumer(consumerId, { disabledReason });
  }

  /** A chat of a bot has got another id. */
  #followChats(botId: number): void {
    const { registry } = this.#foundation.data;
    for (const consumer of registry.consumers(botId)) this.#parts.delivery.chatMoved(consumer);
    this.#parts.routing.chatMoved();
  }
}
