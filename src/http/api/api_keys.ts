import Type, { type Static } from "typebox";
import type { ApiKeys } from "../../account/api_keys.ts";
import type { ApiKey } from "../../account/account_records.ts";
import { contradiction, notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { toMoment } from "../../base/moment.ts";
import {
  BotGrants,
  defaultLimit,
  Label,
  Limit,
  Moment,
  nullable,
  pageOf,
  parseMoment,
  Position,
  RecordId,
  RoleName,
  toPage,
} from "./wire.ts";

const tag = "api-keys";

const keyMembers = {
  id: RecordId,
  label: Label,
  role: RoleName,
  bots: nullable(BotGrants),
  is_from_settings: Type.Boolean({ description: "Whether it is the key in BOTMUX_API_KEY" }),
  added_at: Moment,
  expires_at: Moment,
  last_used_at: Moment,
};

const ApiKeyAnswer = Type.Object(keyMembers, { title: "ApiKey" });
/** A page of API keys. */
export const ApiKeyPage = pageOf(ApiKeyAnswer, RecordId);
/** A key that was just made. */
export const NewApiKeyAnswer = Type.Object({
  ...keyMembers,
  key: Type.String({ description: "The key; only this response contains it" }),
}, { title: "ApiKeyWithText" });

const NewApiKeyInput = Type.Object({
  label: Label,
  role: RoleName,
  bots: Type.Optional(BotGrants),
  expires_at: Type.Optional(Type.String({ format: "date-time" })),
}, {
  title: "NewApiKey",
  additionalProperties: false,
  description: "With `bots`, all other bots are hidden from the key; an owner's key has access to all",
});

/** `/api-keys` */
export function apiKeyEndpoints(apiKeys: ApiKeys): Endpoint[] {
  return [
    endpoint({
      id: "listApiKeys",
      method: "GET",
      path: "/api-keys",
      tag,
      summary: "List API keys",
      role: "owner",
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: ApiKeyPage,
      async handle({ query: { after = 0, limit = defaultLimit } }) {
        const { items, next } = toPage(await apiKeys.list(after, limit + 1), limit, ({ id }) => id);
        return { items: items.map(toAnswer), next };
      },
    }),
    endpoint({
      id: "addApiKey",
      method: "POST",
      path: "/api-keys",
      tag,
      summary: "Create an API key; only this response contains it",
      role: "owner",
      body: NewApiKeyInput,
      status: 201,
      answer: NewApiKeyAnswer,
      conflict: "There are too many keys, or an owner's key was limited to certain bots",
      subject: ({ id }) => String(id),
      async handle({ body: { label, role, bots, expires_at } }) {
        if (role === "owner" && bots !== undefined) {
          throw contradiction("#/bots", "field_owner_has_all_bots");
        }
        const { record, text } = await apiKeys.create({
          label,
          role,
          // A moment before the epoch would read as "never".
          expiresAtMs: expires_at === undefined ? 0 : Math.max(parseMoment(expires_at, "#/expires_at"), 1),
          ...(bots === undefined ? {} : { bots }),
        });
        return { ...toAnswer(record), key: text };
      },
    }),
    endpoint({
      id: "revokeApiKey",
      method: "DELETE",
      path: "/api-keys/{id}",
      tag,
      summary: "Revoke an API key",
      role: "owner",
      parameters: { id: RecordId },
      status: 204,
      conflict: "The key comes from BOTMUX_API_KEY",
      async handle({ path: { id } }) {
        if (!await apiKeys.revoke(id)) throw notFound("api_key");
      },
    }),
  ];
}

function toAnswer(key: ApiKey): Static<typeof ApiKeyAnswer> {
  return {
    id: key.id,
    label: key.label,
    role: key.role,
    bots: key.bots === undefined ? null : [...key.bots],
    is_from_settings: key.isFromSettings,
    added_at: toMoment(key.addedAtMs),
    expires_at: toMoment(key.expiresAtMs),
    last_used_at: toMoment(key.lastUsedAtMs),
  };
}
