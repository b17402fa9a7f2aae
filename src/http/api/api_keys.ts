import Type from "typebox";
import { apiKey } from "../../account/account_records.ts";
import type { ApiKeys } from "../../account/api_keys.ts";
import { contradiction, notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { answerMembers, newMembers, toAnswerMembers, toGiven } from "./entity_wire.ts";
import { defaultLimit, Limit, pageOf, Position, RecordId, toPage } from "./wire.ts";

const tag = "api-keys";

const ApiKeyAnswer = Type.Object(answerMembers(apiKey), { title: "ApiKey" });
/** A page of API keys. */
export const ApiKeyPage = pageOf(ApiKeyAnswer, RecordId);
/** A key that was just made. */
export const NewApiKeyAnswer = Type.Object({
  ...answerMembers(apiKey),
  key: Type.String({ description: "The key; only this response contains it" }),
}, { title: "ApiKeyWithText" });

const NewApiKeyInput = Type.Object(newMembers(apiKey), {
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
        return { items: items.map((key) => toAnswerMembers(apiKey, key)), next };
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
      async handle({ body }) {
        const wanted = toGiven(apiKey, body);
        if (wanted.role === "owner" && wanted.bots !== undefined) {
          throw contradiction("#/bots", "field_owner_has_all_bots");
        }
        const { record, text } = await apiKeys.create(wanted);
        return { ...toAnswerMembers(apiKey, record), key: text };
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
