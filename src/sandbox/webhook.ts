import type { QueuedUpdate } from "./update_queue.ts";

/** The webhook a bot has set. */
export interface WebhookSettings {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
  /** Empty when the address is looked up. */
  readonly ipAddress: string;
  readonly hasCertificate: boolean;
}

/** State of a bot's webhook. Without settings it has none. */
export class Webhook {
  settings: WebhookSettings | undefined;
  lastErrorDateSec: number | undefined;
  lastErrorMessage = "";
  /** When a URL was last set, in milliseconds. */
  lastSetAtMs = -Infinity;
  /** Told when the webhook is set, replaced or removed. */
  onChange: () => void = () => {};
  /** Told of each update that is stored while the webhook is set. */
  onUpdate: (update: QueuedUpdate) => void = () => {};

  set(settings: WebhookSettings, nowMs: number): void {
    this.lastSetAtMs = nowMs;
    this.#replace(settings);
  }

  remove(): void {
    this.#replace(undefined);
  }

  fail(message: string, nowMs: number): void {
    this.lastErrorDateSec = Math.floor(nowMs / 1000);
    this.lastErrorMessage = message;
  }

  #replace(settings: WebhookSettings | undefined): void {
    this.settings = settings;
    this.lastErrorDateSec = undefined;
    this.lastErrorMessage = "";
    this.onChange();
  }
}
