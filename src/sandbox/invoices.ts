import type { Fields, Message } from "./bot_api_objects.ts";

/** What the payment of an invoice needs beyond what its message shows. */
export interface OpenInvoice {
  readonly botId: number;
  readonly invoice_payload: string;
  readonly is_flexible: boolean;
  /** The `Invoice` object. */
  readonly invoice: Fields;
}

/** Invoices that may be paid, by the message they stand in. */
export class Invoices {
  static readonly #kept = 10_000;
  readonly #byMessage = new Map<string, OpenInvoice>();

  add(message: Message, botId: number, terms: Fields): void {
    this.#byMessage.set(keyOf(botId, message.chat.id, message.message_id), {
      botId,
      invoice_payload: String(terms.invoice_payload),
      is_flexible: terms.is_flexible === true,
      invoice: { ...Object(message.invoice) },
    });
    if (this.#byMessage.size <= Invoices.#kept) return;
    for (const oldest of this.#byMessage.keys()) {
      this.#byMessage.delete(oldest);
      return;
    }
  }

  find(botId: number, chatId: number, messageId: number): OpenInvoice | undefined {
    return this.#byMessage.get(keyOf(botId, chatId, messageId));
  }
}

function keyOf(botId: number, chatId: number, messageId: number): string {
  return `${botId} ${chatId} ${messageId}`;
}
