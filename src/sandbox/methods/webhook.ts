import { descriptions, tooManyRequests } from "../../telegram/envelope.ts";
import { readAllowedUpdates } from "../../telegram/get_updates.ts";
import { toWebhookUrl } from "../../telegram/webhook_url.ts";
import type { Bot } from "../bot.ts";
import type { Call, Method } from "../call.ts";
import { Described } from "../described.ts";
import type { Fields } from "../bot_api_objects.ts";
import { badRequest } from "../refusals.ts";
import type { WebhookSettings } from "../webhook.ts";

const pauseBetweenSetsMs = 1_000;
const maxCertificateBytes = 3 * 1024 * 1024;
const maxSecretBytes = 256;
const defaultConnections = 100;
const maxConnections = 100_000;

/** Setting, removing and looking at the webhook, under the rules of a server started with `--local`. */
export const webhookMethods: Readonly<Record<string, Method>> = { setWebhook, deleteWebhook, getWebhookInfo };

function setWebhook(call: Call): unknown {
  const { world, bot, parameters } = call;
  const url = parameters.get("url")?.trim() ?? "";
  if (url === "") return deleteWebhook(call);
  const nowMs = world.clock.now();
  if (nowMs - bot.webhook.lastSetAtMs < pauseBetweenSetsMs) throw tooManyRequests(1);
  bot.webhook.lastSetAtMs = nowMs;
  applyAllowedUpdates(call);
  const wanted: WebhookSettings = {
    url,
    secretToken: parameters.get("secret_token") ?? "",
    maxConnections: clamp(parameters.integer("max_connections", defaultConnections), 1, maxConnections),
    ipAddress: parameters.get("ip_address")?.trim() ?? "",
    hasCertificate: findCertificate(call) !== undefined,
  };
  if (isSame(bot.webhook.settings, wanted) && !parameters.boolean("drop_pending_updates")) {
    return new Described(true, "Webhook is already set");
  }
  // The old webhook and the backlog go before the new settings are looked at.
  bot.webhook.remove();
  if (parameters.boolean("drop_pending_updates")) bot.queue.clear();
  check(call, wanted);
  bot.polls.terminate(descriptions.terminatedBySetWebhook);
  bot.webhook.set(wanted, nowMs);
  return new Described(true, "Webhook was set");
}

function deleteWebhook(call: Call): unknown {
  const { bot, parameters } = call;
  applyAllowedUpdates(call);
  const wasSet = bot.webhook.settings !== undefined;
  if (parameters.boolean("drop_pending_updates")) bot.queue.clear();
  if (wasSet) bot.webhook.remove();
  return new Described(true, wasSet ? "Webhook was deleted" : "Webhook is already deleted");
}

function getWebhookInfo({ bot }: Call): unknown {
  const { settings, lastErrorDateSec, lastErrorMessage } = bot.webhook;
  const info: Fields = {
    url: settings?.url ?? "",
    has_custom_certificate: settings?.hasCertificate ?? false,
    pending_update_count: bot.queue.size,
  };
  if (settings !== undefined) {
    info.max_connections = settings.maxConnections;
    info.ip_address = settings.ipAddress || "<unknown>";
  }
  if (lastErrorDateSec !== undefined) {
    info.last_error_date = lastErrorDateSec;
    info.last_error_message = lastErrorMessage;
  }
  if (bot.allowed !== "default") info.allowed_updates = bot.allowed;
  return info;
}

function applyAllowedUpdates({ bot, parameters }: { bot: Bot; parameters: Call["parameters"] }): void {
  const allowed = readAllowedUpdates(parameters);
  if (allowed !== undefined) bot.allowed = allowed;
}

function check(call: Call, wanted: WebhookSettings): void {
  if (toWebhookUrl(wanted.url) === undefined) throw badRequest("invalid webhook URL specified");
  if (new TextEncoder().encode(wanted.secretToken).length > maxSecretBytes) {
    throw badRequest("secret token is too long");
  }
  if (!/^[A-Za-z0-9_-]*$/.test(wanted.secretToken)) {
    throw badRequest("secret token contains unallowed characters");
  }
  const size = findCertificate(call)?.bytes.length ?? 0;
  if (size > maxCertificateBytes) throw badRequest(`certificate size is too big (${size} bytes)`);
  if (wanted.ipAddress !== "" && !/^[0-9a-f:.]+$/i.test(wanted.ipAddress)) {
    throw badRequest("bad webhook: Invalid IP address specified");
  }
}

function findCertificate({ parameters }: Call) {
  const attached = /^attach:\/\/(.+)$/.exec(parameters.get("certificate") ?? "")?.[1];
  return parameters.files.get(attached ?? "certificate");
}

function isSame(known: WebhookSettings | undefined, wanted: WebhookSettings): boolean {
  return known !== undefined && !known.hasCertificate && !wanted.hasCertificate && known.url === wanted.url &&
    known.maxConnections === wanted.maxConnections && known.secretToken === wanted.secretToken &&
    known.ipAddress === wanted.ipAddress;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
