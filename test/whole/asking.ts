import { assertEquals } from "@std/assert";

/** An update as the tests read it. */
export interface ReadUpdate {
  readonly update_id: number;
  readonly message?: { readonly text?: string };
  readonly edited_message?: { readonly text?: string };
}

/** An answer in Telegram's envelope. */
export interface Envelope {
  readonly ok: boolean;
  readonly result?: unknown;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: { readonly retry_after?: number };
}

/** An answer with what HTTP said of it. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Envelope;
}

/**
 * Asks and reads the envelope, after checking what holds for every answer: it is JSON, and the status is 200 or that of
 * the error.
 */
export async function ask(url: string, init?: RequestInit): Promise<Answered> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  const body = await response.json() as Envelope;
  assertEquals(headers.get("content-type"), "application/json", url);
  assertEquals(status, body.ok ? 200 : body.error_code, url);
  return { status, headers, body };
}

/** Updates that a call of getUpdates gives. */
export async function takeUpdates(url: string, query: string, signal?: AbortSignal): Promise<ReadUpdate[]> {
  const { body } = await ask(`${url}/getUpdates?${query}`, signal === undefined ? {} : { signal });
  if (!body.ok) throw new Error(`getUpdates was refused: ${body.description}`);
  return body.result as ReadUpdate[];
}

/** The texts of messages among updates. */
export function textsIn(updates: readonly ReadUpdate[]): (string | undefined)[] {
  return updates.map(({ message }) => message?.text);
}

/** The WebhookInfo that is behind a base URL with token. */
export async function webhookInfo(url: string): Promise<Record<string, unknown>> {
  return (await ask(`${url}/getWebhookInfo`)).body.result as Record<string, unknown>;
}
