import type { FaultRow } from "./fault_row.ts";

/**
 * Why a push failed, beside what keeps any request from its answer. The messages are the official Bot API server's:
 * programs find them as `last_error_message` of `getWebhookInfo`.
 */
export const pushFaults = {
  push_wrong_status: { message: "Wrong response from the webhook: {status} {reason}" },
  push_malformed: { message: "Wrong response from the webhook" },
  push_cut_off: { message: "Wrong response from the webhook" },
  push_too_large: { message: "Wrong response from the webhook: the answer is too large" },
  push_not_connected: { message: "Can't connect to the webhook" },
  push_proxy_failed: { message: "Can't connect to the webhook through the proxy: {cause}" },
} as const satisfies Readonly<Record<string, FaultRow>>;
