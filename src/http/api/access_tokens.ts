import Type, { type Static } from "typebox";
import {
  type AccessScope,
  accessScope,
  type AccessToken,
  accessToken,
} from "../../registry/entities/access_token.ts";
import { defaultConsumerName } from "../../registry/entities/consumer.ts";
import { toMoment } from "../../base/moment.ts";
import type { Registry } from "../../registry/registry.ts";
import { contradiction, notFound } from "./api_error.ts";
import {
  answerMembers,
  inputMembers,
  sparseAnswerMembers,
  toAnswerMembers,
  toGiven,
  toPatch,
  toSparseAnswer,
  wholeMembers,
} from "./entity_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import {
  BotId,
  botPath,
  ConsumerName,
  defaultLimit,
  Limit,
  Moment,
  pageOf,
  Position,
  RecordId,
  toPage,
} from "./wire.ts";

/** How long the old text of a rotated token works, in seconds, when nothing else is said. */
const defaultOverlapSec = 3_600;
const maxOverlapSec = 30 * 86_400;
const tag = "access-tokens";
const path = "/bots/{bot}/tokens";

const Scope = Type.Object(wholeMembers(accessScope), {
  title: "Scope",
  additionalProperties: false,
  description: "What may be called, written to and seen; what is absent limits nothing",
});

const tokenMembers = {
  ...answerMembers(accessToken),
  consumer: ConsumerName,
  scope: Type.Object(sparseAnswerMembers(accessScope)),
  last_used_at: Type.Union([...Moment.anyOf], {
    description: "When a program last called with it, to the minute",
  }),
};
const TokenAnswer = Type.Object(tokenMembers, { title: "AccessToken" });
/** One page of access tokens. */
export const AccessTokenList = pageOf(TokenAnswer, RecordId);
/** An access token with its text. */
export const AccessTokenWithText = Type.Object({
  ...tokenMembers,
  token: Type.String({ description: "The token itself, this once: a program uses it like a bot token" }),
}, { title: "AccessTokenWithText" });

const NewTokenInput = Type.Object({
  consumer: Type.Optional(ConsumerName),
  ...wholeMembers(accessToken),
  scope: Type.Optional(Scope),
}, { title: "NewAccessToken", additionalProperties: false });

const TokenPatchInput = Type.Object({
  ...inputMembers(accessToken),
  scope: Type.Optional(Type.Object(inputMembers(accessScope), {
    title: "ScopePatch",
    additionalProperties: false,
    description: "Limits that are left out stay as they are; `null` removes one",
  })),
}, { title: "AccessTokenPatch", additionalProperties: false });

const RotationInput = Type.Object({
  overlap_sec: Type.Optional(Type.Integer({
    minimum: 0,
    maximum: maxOverlapSec,
    description: `How long the old text works, in seconds; default ${defaultOverlapSec}`,
  })),
}, { title: "Rotation", additionalProperties: false });

/** `/bots/{bot}/tokens` */
export function accessTokenEndpoints({ registry }: ApiPorts): Endpoint[] {
  const tokensOf = (bot: number) =>
    registry.consumers(bot).flatMap(({ id, name }) =>
      registry.accessTokens(id).map((token) => toTokenAnswer(registry, token, name))
    );
  return [
    endpoint({
      id: "listAccessTokens",
      method: "GET",
      path,
      tag,
      summary: "List the access tokens of a bot",
      role: "viewer",
      parameters: botPath,
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: AccessTokenList,
      handle({ path: { bot }, query: { after = 0, limit = defaultLimit } }) {
        const tokens = tokensOf(bot).filter(({ id }) => id > after);
        return toPage(tokens.sort((left, right) => left.id - right.id), limit, ({ id }) => id);
      },
    }),
    endpoint({
      id: "addAccessToken",
      method: "POST",
      path,
      tag,
      summary: "Create an access token; only this response contains it",
      role: "manager",
      parameters: botPath,
      body: NewTokenInput,
      status: 201,
      answer: AccessTokenWithText,
      conflict: "There is no such consumer, or it has too many",
      subject: ({ id }) => String(id),
      async handle(
        { path: { bot }, body: { consumer: name = defaultConsumerName, scope = {}, ...given } },
      ) {
        const consumer = registry.consumerByName(bot, name);
        if (consumer === undefined) {
          throw contradiction("#/consumer", "field_not_a_consumer");
        }
        const { record, token } = await registry.createAccessToken(consumer.id, {
          ...toGiven(accessToken, given),
          scope: toScope(scope),
        });
        return { ...toTokenAnswer(registry, record, name), token };
      },
    }),
    changeEndpoint(registry),
    rotationEndpoint(registry),
    endpoint({
      id: "revokeAccessToken",
      method: "DELETE",
      path: `${path}/{id}`,
      tag,
      summary: "Revoke an access token immediately",
      role: "manager",
      parameters: { bot: BotId, id: RecordId },
      status: 204,
      async handle({ path: { bot, id } }) {
        if (registry.accessToken(id)?.botId !== bot) throw notFound("access_token");
        await registry.revokeAccessToken(id);
      },
    }),
  ];
}

function changeEndpoint(registry: ApiPorts["registry"]): Endpoint {
  return endpoint({
    id: "changeAccessToken",
    method: "PATCH",
    path: `${path}/{id}`,
    tag,
    summary: "Update an access token; the token itself and fields that are left out stay as they are",
    role: "manager",
    parameters: { bot: BotId, id: RecordId },
    body: TokenPatchInput,
    status: 200,
    answer: TokenAnswer,
    async handle({ path: { bot, id }, body: { scope = {}, ...given } }) {
      const before = registry.accessToken(id);
      const consumer = before && registry.consumer(before.consumerId);
      if (before?.botId !== bot || consumer === undefined) throw notFound("access_token");
      const record = await registry.updateAccessToken(id, {
        ...toPatch(accessToken, given),
        scope: toScope(scope),
      });
      return toTokenAnswer(registry, record, consumer.name);
    },
  });
}

function rotationEndpoint(registry: ApiPorts["registry"]): Endpoint {
  return endpoint({
    id: "rotateAccessToken",
    method: "POST",
    path: `${path}/{id}/rotate`,
    tag,
    summary: "Replace an access token with a new one; only this response contains it",
    role: "manager",
    parameters: { bot: BotId, id: RecordId },
    body: RotationInput,
    status: 200,
    answer: AccessTokenWithText,
    subject: ({ id }) => String(id),
    async handle({ path: { bot, id }, body: { overlap_sec = defaultOverlapSec } }) {
      const before = registry.accessToken(id);
      const consumer = before && registry.consumer(before.consumerId);
      if (before?.botId !== bot || consumer === undefined) throw notFound("access_token");
      const { record, token } = await registry.rotateAccessToken(id, overlap_sec * 1000);
      return { ...toTokenAnswer(registry, record, consumer.name), token };
    },
  });
}

/** Names of methods are kept in lower case. */
function toScope(input: Readonly<Record<string, unknown>>): AccessScope {
  const scope = toPatch(accessScope, input);
  return {
    ...scope,
    ...("methods" in scope ? { methods: scope.methods?.map(toLowerCase) } : {}),
    ...("deniedMethods" in scope ? { deniedMethods: scope.deniedMethods?.map(toLowerCase) } : {}),
  };
}

function toLowerCase(name: string): string {
  return name.toLowerCase();
}

/** An access token as the API writes it, with the name of its consumer. */
export function toTokenAnswer(
  { tokenUses }: Pick<Registry, "tokenUses">,
  record: AccessToken,
  consumer: string,
): Static<typeof TokenAnswer> {
  return {
    ...toAnswerMembers(accessToken, record),
    consumer,
    scope: toSparseAnswer(accessScope, record.scope),
    last_used_at: toMoment(tokenUses.lastUsedMs(record.id)),
  };
}
