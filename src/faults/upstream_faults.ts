import type { FaultRow } from "./fault_row.ts";

/** What went wrong between BotMux and Telegram, or the server in its place. */
export const upstreamFaults = {
  host_unknown: {
    message: "Cannot reach {host}: its name is not known. Check the network, the DNS and the upstream URL.",
  },
  host_refuses: {
    message: "Cannot reach {host}: it refuses connections. Check that it runs, and the upstream URL.",
  },
  host_not_connected: {
    message: "Cannot reach {host}: the connection failed. Check the network and the upstream URL.",
  },
  host_hung_up: { message: "Cannot reach {host}: it closed the connection." },
  host_silent: { message: "Cannot reach {host}: it stopped responding." },
  host_unreachable: { message: "Cannot reach {host}: {cause}." },
  gateway_error: { message: "Cannot reach {host}: it answered {status}." },
  not_a_bot_api: {
    message: "{host} is no Bot API server: it answered {status}; check the upstream URL.",
  },
  proxy_failed: { message: "Cannot reach {host} through the proxy {proxy}: {cause}." },
  answer_cut_off: { message: "Cannot use upstream's answer: it was cut off." },
  answer_not_http: { message: "Cannot use upstream's answer: it is not HTTP." },
  answer_too_large: { message: "Cannot use upstream's answer: it is larger than {bytes} bytes." },
  answer_compressed: {
    message: "Cannot use upstream's answer: it cannot be decompressed. Check the proxy in front of upstream.",
  },
  answer_not_json: { message: "Cannot use upstream's answer: it is not JSON, or incomplete." },
  answer_ambiguous: { message: "Cannot use upstream's answer: it is ambiguous." },
  answer_of_other_shape: {
    message: "Cannot use upstream's answer to {method}: its format is unexpected. Check the upstream URL.",
  },
  answer_without_updates: {
    message: "Upstream sends malformed updates only. Check the upstream URL.",
  },
  polling_fails: { message: "Polling fails. Telegram says: {said}" },
  webhook_fails: { message: "The webhook fails. Telegram says: {said}" },
  webhook_restore_fails: { message: "Setting the webhook fails. Telegram says: {said}" },
  ingress_without_url: {
    message: "There is no public URL for the bot's webhook. Start BotMux with --public-url.",
  },
  ingress_refused: { message: "Telegram refuses the webhook (it says: {said}). Check the public URL {url}." },
  ingress_replaced: {
    message: "Somebody changed the webhook with the bot's real token. Point that program to BotMux.",
  },
  ingress_undelivered: {
    message: "Telegram cannot deliver to BotMux (it says: {said}). Check that {url} leads here.",
  },
} as const satisfies Readonly<Record<string, FaultRow>>;
