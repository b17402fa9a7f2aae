import Type, { type Static } from "typebox";
import { toMoment } from "../../base/moment.ts";
import { addAgent, type Agent, agentsOf, checkAgentPlan, findAgent } from "../../registry/agents.ts";
import { accessScope } from "../../registry/entities/access_token.ts";
import { agent } from "../../registry/entities/agent.ts";
import { omitFields } from "../../registry/entities/entity.ts";
import { toPlace } from "../../registry/entities/place.ts";
import { notFound } from "./api_error.ts";
import type { BotCalls } from "./bot_calls.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { sparseAnswerMembers, toPatch, toSparseAnswer, wholeMembers } from "./entity_wire.ts";
import type { ApiPorts } from "./ports.ts";
import {
  BotId,
  botPath,
  ConsumerName,
  defaultLimit,
  Limit,
  Moment,
  nullable,
  pageOf,
  RecordId,
  toPage,
} from "./wire.ts";

const tag = "agents";
const path = "/bots/{bot}/agents";

const limits = omitFields(agent, ["name"]);
const AgentName = Type.String({ ...agent.name.schema, title: "AgentName" });
const agentMembers = {
  name: AgentName,
  consumer: ConsumerName,
  access_token: nullable(RecordId),
  scope: Type.Object(sparseAnswerMembers(accessScope)),
  added_at: Moment,
  last_used_at: Moment,
};
/** One page of AI agents. */
export const AgentList = pageOf(Type.Object(agentMembers, { title: "Agent" }), AgentName);
/** An AI agent with the text of its access token. */
export const AgentWithToken = Type.Object({
  ...agentMembers,
  token: Type.String({ description: "The access token, this once: sent to /mcp as `Authorization: Bearer`" }),
}, { title: "AgentWithToken" });

const NewTopic = Type.Object({
  chat: Type.Integer({ description: "ID of a forum in which the bot may manage topics" }),
  name: Type.String({ minLength: 1, maxLength: 128 }),
}, {
  title: "NewAgentTopic",
  additionalProperties: false,
  description: "A forum topic that is created for it",
});
const NewAgentInput = Type.Object({
  name: AgentName,
  ...wholeMembers(limits),
  new_topic: Type.Optional(NewTopic),
}, {
  title: "NewAgent",
  additionalProperties: false,
});
const CreatedTopic = Type.Object({ message_thread_id: Type.Integer({ minimum: 1 }) });

/** `/bots/{bot}/agents` */
export function agentEndpoints({ registry, settled }: ApiPorts, calls: BotCalls): Endpoint[] {
  const show = ({ name, consumer, accessToken }: Agent) => ({
    name,
    consumer: consumer.name,
    access_token: accessToken?.id ?? null,
    scope: toSparseAnswer(accessScope, accessToken?.scope ?? {}),
    added_at: toMoment(consumer.addedAtMs),
    last_used_at: toMoment(accessToken === undefined ? 0 : registry.tokenUses.lastUsedMs(accessToken.id)),
  });
  /** The place of the topic that a new agent is to get; none when it is to get none. */
  const createTopic = async (bot: number, input: Static<typeof NewAgentInput>, signal: AbortSignal) => {
    const { new_topic: wanted } = input;
    if (wanted === undefined) return [];
    const parameters = { chat_id: wanted.chat, name: wanted.name };
    const created = await calls.call({ bot, method: "createForumTopic", parameters, signal }, CreatedTopic);
    return [toPlace(wanted.chat, created.message_thread_id)];
  };
  return [
    endpoint({
      id: "listAgents",
      method: "GET",
      path,
      tag,
      summary: "List the AI agents of a bot, by name",
      role: "viewer",
      parameters: botPath,
      query: { after: Type.Optional(AgentName), limit: Limit },
      status: 200,
      answer: AgentList,
      handle({ path: { bot }, query: { after = "", limit = defaultLimit } }) {
        const agents = agentsOf(registry, bot).filter(({ name }) => name > after);
        return toPage(agents.map(show), limit, ({ name }) => name);
      },
    }),
    endpoint({
      id: "addAgent",
      method: "POST",
      path,
      tag,
      summary: "Create an AI agent: a consumer and an access token; only this response contains the token",
      role: "manager",
      parameters: botPath,
      body: NewAgentInput,
      status: 201,
      answer: AgentWithToken,
      conflict: "There is an agent of this name, or no chat and no topic is given",
      subject: ({ name }) => name,
      async handle({ path: { bot }, body, signal }) {
        const given = { name: body.name, ...toPatch(limits, body) };
        const { new_topic: wanted } = body;
        checkAgentPlan(registry, bot, wanted === undefined ? given : { ...given, chats: [wanted.chat] });
        const topics = [...given.topics ?? [], ...await createTopic(bot, body, signal)];
        const plan = { ...given, ...(topics.length === 0 ? {} : { topics }) };
        const { agent: added, token } = await addAgent(registry, bot, plan);
        // Its tools work from the first call on.
        await settled();
        return { ...show(added), token };
      },
    }),
    endpoint({
      id: "removeAgent",
      method: "DELETE",
      path: `${path}/{name}`,
      tag,
      summary: "Delete an AI agent, its consumer and its access token",
      role: "manager",
      parameters: { bot: BotId, name: AgentName },
      status: 204,
      async handle({ path: { bot, name } }) {
        const found = findAgent(registry, bot, name);
        if (found === undefined) throw notFound("agent");
        await registry.removeConsumer(found.consumer.id);
      },
    }),
  ];
}
