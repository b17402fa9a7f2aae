import { isIP } from "node:net";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { readAllowedUpdates } from "../../telegram/get_updates.ts";
import type { FilePart, Parameters } from "../../telegram/parameters.ts";
import { toWebhookUrl } from "../../telegram/webhook_url.ts";
import type { WebhookParameters } from "./ports.ts";

const maxCertificateBytes = 3 * 1024 * 1024;
const maxSecretTokenBytes = 256;
/** What a server started with `--local` allows. */
const maxConnections = 100_000;

/**
 * Reads the parameters of setWebhook and checks all of them before anything is touched. The rules are those of a
 * server started with `--local`: http, any port and private addresses are fine. An empty `url` asks for deletion.
 *
 * @throws {TelegramError} 400 with the official server's words.
 */
export function readWebhookParameters(parameters: Parameters): WebhookParameters {
  return {
    url: readUrl(parameters.get("url") ?? ""),
    secretToken: readSecretToken(parameters.get("secret_token") || undefined),
    maxConnections: readMaxConnections(parameters),
    ipAddress: readIpAddress(parameters.get("ip_address") || undefined),
    certificate: readCertificate(parameters),
    allowedUpdates: readAllowedUpdates(parameters),
    dropPendingUpdates: parameters.boolean("drop_pending_updates"),
  };
}

function readUrl(text: string): string {
  if (text.trim() === "") return "";
  const url = toWebhookUrl(text);
  if (url === undefined) throw new TelegramError(400, "Bad Request: invalid webhook URL specified");
  return url;
}

function readSecretToken(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // Every allowed character is one byte, but the length is checked first.
  if (new TextEncoder().encode(text).length > maxSecretTokenBytes) {
    throw new TelegramError(400, "Bad Request: secret token is too long");
  }
  if (!/^[A-Za-z0-9_-]*$/.test(text)) {
    throw new TelegramError(400, "Bad Request: secret token contains unallowed characters");
  }
  return text;
}

function readMaxConnections(parameters: Parameters): number {
  const wanted = parameters.integer("max_connections", pushTarget.maxConnections.default);
  return Math.min(Math.max(wanted, 1), maxConnections);
}

function readIpAddress(text: string | undefined): string | undefined {
  if (text !== undefined && isIP(text) === 0) {
    throw new TelegramError(400, "Bad Request: bad webhook: Invalid IP address specified");
  }
  return text;
}

/** A file part named `certificate`, or the one that the text `attach://<name>` points at; other texts are ignored. */
function readCertificate(parameters: Parameters): FilePart | undefined {
  const text = parameters.get("certificate") ?? "";
  const name = text.startsWith("attach://") ? text.slice("attach://".length) : "certificate";
  const file = parameters.files.get(name);
  if (file !== undefined && file.bytes.length > maxCertificateBytes) {
    throw new TelegramError(400, `Bad Request: certificate size is too big (${file.bytes.length} bytes)`);
  }
  return file;
}
