import type { WebhookInfo } from "./calls.ts";

/**
 * Tells from getWebhookInfo, asked again and again, whether a webhook works. An error that upstream reports is trouble
 * when no delivery has come since: upstream never clears it. The clocks of both sides may disagree; therefore an error
 * that is new at a look, with no delivery since the look before, is trouble whatever its date.
 */
export class WebhookWatch {
  #lastContactMs: number;
  #hasContact = true;
  #seenErrorSec = 0;
  #wasPending = false;

  /** @param registeredAtMs when the webhook was set; counts as the first contact. */
  constructor(registeredAtMs: number) {
    this.#lastContactMs = registeredAtMs;
  }

  /** A delivery with the right secrets has arrived. */
  contact(nowMs: number): void {
    this.#lastContactMs = nowMs;
    this.#hasContact = true;
  }

  /** Looks at upstream's report; says what is wrong, in upstream's words where it has any. */
  look({ lastErrorDateSec, lastErrorMessage, pending }: WebhookInfo): string | undefined {
    const hadContact = this.#hasContact;
    const isNew = lastErrorDateSec > this.#seenErrorSec;
    const isLater = lastErrorDateSec > Math.floor(this.#lastContactMs / 1000);
    // A connection that is closed without an answer is not reported as an error.
    const isStuck = this.#wasPending && pending > 0 && !hadContact;
    this.#hasContact = false;
    this.#seenErrorSec = lastErrorDateSec;
    this.#wasPending = pending > 0;
    if (isNew && (isLater || !hadContact)) return lastErrorMessage || "it does not say why";
    return isStuck ? "updates wait there and none arrives" : undefined;
  }
}
