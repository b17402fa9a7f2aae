import { usageError } from "../base/errors.ts";
import type { AccessScope, AccessToken } from "./entities/access_token.ts";
import type { AgentPlan } from "./entities/agent.ts";
import type { Consumer } from "./entities/consumer.ts";
import type { ConsumerFilter } from "./entities/consumer_filter.ts";
import { chatOfPlace, topicOfPlace } from "./entities/place.ts";
import { topicsByChat } from "./entities/scope_topics.ts";
import type { Registry } from "./registry.ts";

/** What the consumers of agents are called: this, and the agent's name. */
const prefix = "agent-";

/** The methods that the tools for agents call, in lower case. */
const agentMethods: readonly string[] = [
  "getme",
  "getupdates",
  "getfile",
  "sendmessage",
  "editmessagetext",
  "setmessagereaction",
  "answercallbackquery",
  "senddocument",
  "sendphoto",
  "sendaudio",
  "sendvideo",
  "sendvoice",
  "sendanimation",
];

/** The kinds of update that agents are told of. */
const agentUpdates = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "callback_query",
  "message_reaction",
];

/** An AI agent: a consumer whose name begins with `agent-`, and its access token, the newest where it has several. */
export interface Agent {
  readonly name: string;
  readonly consumer: Consumer;
  /** Absent when it was revoked. */
  readonly accessToken: AccessToken | undefined;
}

/** The AI agents of a bot, by name. */
export function agentsOf(
  registry: Pick<Registry, "consumers" | "accessTokens">,
  botId: number,
): readonly Agent[] {
  return registry.consumers(botId).filter(({ name }) => name.startsWith(prefix)).map((consumer) => ({
    name: consumer.name.slice(prefix.length),
    consumer,
    accessToken: registry.accessTokens(consumer.id).at(-1),
  })).sort((left, right) => left.name < right.name ? -1 : 1);
}

/** The agent of a name; `undefined` when a bot has none. */
export function findAgent(
  registry: Pick<Registry, "consumers" | "accessTokens">,
  botId: number,
  name: string,
): Agent | undefined {
  return agentsOf(registry, botId).find((agent) => agent.name === name);
}

/**
 * Makes an agent: a consumer that sees its chats and topics, and an access token that may do no more than its tools
 * need.
 *
 * @throws {UsageError} when it has no chat and no topic, when there is one of that name, or when there are too many.
 */
export async function addAgent(
  registry: Registry,
  botId: number,
  plan: AgentPlan,
): Promise<{ readonly agent: Agent; readonly token: string }> {
  checkAgentPlan(registry, botId, plan);
  const consumer = await registry.addConsumer(botId, { name: prefix + plan.name, filter: toFilter(plan) });
  try {
    const { record, token } = await registry.createAccessToken(consumer.id, {
      label: plan.name,
      scope: toScope(plan),
    });
    return { agent: { name: plan.name, consumer, accessToken: record }, token };
  } catch (error) {
    await registry.removeConsumer(consumer.id);
    throw error;
  }
}

/**
 * Whether an agent can be made, before anything is done for it.
 *
 * @throws {UsageError} when it cannot.
 */
export function checkAgentPlan(registry: Registry, botId: number, plan: AgentPlan): void {
  if (findAgent(registry, botId, plan.name) !== undefined) {
    throw usageError("agent_exists", { bot: botId, name: plan.name });
  }
  if (chatsOf(plan).length === 0) throw usageError("agent_place_missing");
}

/** Chats, and topics of forums, that a scope lets write to; `undefined` for all. */
export function writablePlaces(
  { chats, topics = [] }: Pick<AccessScope, "chats" | "topics">,
): readonly (number | string)[] | undefined {
  if (chats === undefined && topics.length === 0) return undefined;
  const limited = topicsByChat(topics);
  return [...(chats ?? []).filter((chatId) => !limited.has(chatId)), ...topics];
}

/** Chats of which an agent sees at least a part. */
function chatsOf({ chats = [], topics = [] }: AgentPlan): readonly number[] {
  return [...new Set([...chats, ...topics.map(chatOfPlace)])];
}

function toFilter(plan: AgentPlan): ConsumerFilter {
  const { chats = [], topics = [] } = plan;
  return {
    updates: agentUpdates,
    chats: chatsOf(plan),
    // A filter's topics hold in all of its chats.
    ...(chats.length === 0 ? { topics: [...new Set(topics.map(topicOfPlace))] } : {}),
  };
}

function toScope(plan: AgentPlan): AccessScope {
  const { chats = [], topics = [], reads = [], readOnly, shadow } = plan;
  const limiting = topics.filter((topic) => !chats.includes(chatOfPlace(topic)));
  return {
    methods: agentMethods,
    chats: chatsOf(plan),
    ...(limiting.length === 0 ? {} : { topics: limiting }),
    reads: [...new Set([...chats.map(String), ...topics, ...reads])],
    updates: agentUpdates,
    ...(readOnly === true ? { readOnly } : {}),
    ...(shadow === true ? { shadow } : {}),
  };
}
