import { isIP } from "node:net";
import Type from "typebox";
import { fault } from "../../faults/fault.ts";
import { maxWebhookUrlLength, toShownUrl, toWebhookUrl } from "../../telegram/webhook_url.ts";
import {
  createRecord,
  entity,
  type Given,
  internal,
  optional,
  type RecordOf,
  required,
  withDefault,
} from "./entity.ts";

/** What a signing secret looks like: 24 to 64 bytes in base64. */
const signingSecretPattern = "^whsec_(?:[A-Za-z0-9+/]{4}){8,21}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/** Where a push consumer's updates go, as `setWebhook` or the owner said. */
export const pushTarget = entity({
  /** Chats are spread over a group of several. May hold user name and password. */
  urls: required(
    Type.Array(Type.String({ minLength: 1, maxLength: maxWebhookUrlLength }), { minItems: 1, maxItems: 16 }),
    {
      description: "Webhook URLs; with several, each chat stays with one of them",
      isSecret: true,
      flag: "url",
      placeholder: "URL",
      answer: {
        wire: "origins",
        schema: Type.Array(Type.String(), {
          description: "Scheme, host and port of each URL: paths are often secret",
        }),
        hidesValue: true,
        of: (urls: readonly string[] | undefined) => urls?.map(toShownUrl),
      },
    },
  ),
  /** The official server's rule. */
  secretToken: optional(Type.String({ pattern: "^[A-Za-z0-9_-]{1,256}$" }), {
    description: "Sent as X-Telegram-Bot-Api-Secret-Token",
    isSecret: true,
    placeholder: "TEXT",
    fault: fault("field_secret_token_invalid"),
    answer: "presence",
  }),
  /** Two while they are rotated: a push is signed with each. */
  signingSecrets: optional(
    Type.Array(Type.String({ pattern: signingSecretPattern }), { minItems: 1, maxItems: 2 }),
    {
      description:
        "Secret to sign pushes with (Standard Webhooks); to rotate it, give the new and the old one",
      isSecret: true,
      flag: "signing-secret",
      placeholder: "whsec_TEXT",
      fault: fault("field_signing_secrets_invalid"),
      answer: "presence",
    },
  ),
  headers: withDefault(
    Type.Record(Type.String(), Type.String(), { maxProperties: 32 }),
    {
      description: "Request headers to add",
      isSecret: true,
      default: {},
      input: Type.Record(Type.String({ pattern: "^[!-9;-~]{1,128}$" }), Type.String({ maxLength: 4_096 }), {
        maxProperties: 32,
        additionalProperties: false,
      }),
      flag: "header",
      placeholder: '"NAME: VALUE"',
      answer: {
        wire: "headers",
        schema: Type.Array(Type.String(), { description: "Names only" }),
        hidesValue: true,
        of: (headers: Readonly<Record<string, string>> | undefined) => Object.keys(headers ?? {}),
      },
    },
  ),
  maxConnections: withDefault(Type.Integer({ minimum: 1, maximum: 100_000 }), {
    description: "Maximum concurrent requests per URL",
    // The official server's number.
    default: 40,
  }),
  maxAttempts: optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), {
    description: "Maximum attempts per update",
    otherwise: "until it expires",
    wire: "attempts",
    file: "attempts",
    flag: "attempts",
  }),
  timeoutSec: withDefault(Type.Integer({ minimum: 1, maximum: 60 }), {
    description: "Timeout for a response in seconds, connecting included",
    default: 60,
    flag: "timeout",
  }),
  ipAddress: optional(Type.String({ minLength: 2, maxLength: 45 }), {
    description: "IP address to connect to, instead of resolving the host name",
    placeholder: "ADDRESS",
    accepts: (address) => isIP(address ?? "") !== 0,
    fault: fault("field_not_an_ip_address"),
  }),
  /** PEM text. The maximum is the official server's, in bytes. */
  certificate: optional(Type.String({ minLength: 1, maxLength: 3 * 1024 * 1024 }), {
    description: "The only certificate to trust, as PEM, for a self-signed backend",
    input: Type.String({ minLength: 1, maxLength: 64 * 1024 }),
    file: "certificateFile",
    placeholder: "FILE",
    answer: "presence",
  }),
  /** The access token whose program called `setWebhook`; `undefined` for the real token and for the owner. */
  accessTokenId: internal(optional(Type.Integer(), {
    answer: {
      wire: "set_by",
      schema: Type.Enum(["owner", "access-token"]),
      of: (id: number | undefined) => id === undefined ? "owner" : "access-token",
    },
  })),
});

/** Where a push consumer's updates go, as `setWebhook` or the owner said. */
export type PushTarget = RecordOf<typeof pushTarget>;

/** A push target with defaults for what is not given. A text that is no URL stays as it is, and is found by the rules. */
export function createPushTarget(given: Given<typeof pushTarget>): PushTarget {
  return createRecord(pushTarget, { ...given, urls: given.urls.map((text) => toWebhookUrl(text) ?? text) });
}
