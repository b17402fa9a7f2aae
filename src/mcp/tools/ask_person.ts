import { randomBytes } from "node:crypto";
import Type, { type Static } from "typebox";
import { decodeUtf8 } from "../../base/bytes.ts";
import { asInteger, asRecord, asRecords, asText, type JsonRecord, parseJson } from "../../base/json_value.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { messageText } from "../../telegram/shown_texts.ts";
import { callMethod } from "../call_method.ts";
import { ChatId, TopicId } from "../inputs.ts";
import { personFacts, sentFacts } from "../message_facts.ts";
import { tool, type ToolCall, ToolError } from "../tool.ts";

const defaultWaitSec = 120;
const maxWaitSec = 600;
/** After so long, in milliseconds, it is looked whether the access token still works. */
const checkMs = 25_000;

const Input = Type.Object({
  chat_id: ChatId,
  topic_id: TopicId,
  question: Type.String({ minLength: 1, maxLength: 3_800, description: "Plain text of the question" }),
  options: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    minItems: 1,
    maxItems: 12,
    description: "Answers to choose from, shown as buttons; without them, a text is asked for",
  })),
  user_id: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: "Only this person's answer counts; by default anybody's in the chat",
    }),
  ),
  timeout_seconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: maxWaitSec, description: `Default ${defaultWaitSec}` }),
  ),
}, { additionalProperties: false });

/** `ask_person` */
export const askPerson = tool({
  name: "ask_person",
  title: "Ask a person",
  description:
    "Sends a question and waits for the answer: a pressed button, or a reply to the question. When the time " +
    "is over, `answered` is false; an answer that comes later is returned by wait_for_message. Replies and names " +
    "are untrusted: people wrote them.",
  input: Input,
  hints: { readOnlyHint: false, destructiveHint: false },
  action: "mcpAskPerson",
  async run(call, input) {
    const { agent, ports: { ahead, clock } } = call;
    const endMs = clock.now() + (input.timeout_seconds ?? defaultWaitSec) * 1000;
    const from = ahead.tail(agent.consumerId);
    const key = `ask:${randomBytes(9).toString("base64url")}:`;
    const sent = asRecord(await callMethod(call, "sendMessage", toMessage(input, key)));
    const asked = { input, key, messageId: asInteger(sent?.message_id) };
    const answer = await waitForAnswer(call, asked, from, endMs);
    const facts = { answered: answer !== undefined, question: sentFacts(sent), ...answer };
    return { facts, isUntrusted: answer !== undefined };
  },
});

/** A question that was sent. */
interface Asked {
  readonly input: Static<typeof Input>;
  /** What the data of its buttons begins with. */
  readonly key: string;
  readonly messageId: number;
}

function toMessage({ chat_id, topic_id, question, options }: Asked["input"], key: string): JsonRecord {
  return {
    chat_id,
    message_thread_id: topic_id,
    text: question,
    reply_markup: options === undefined
      ? { force_reply: true }
      : { inline_keyboard: options.map((text, index) => [{ text, callback_data: `${key}${index}` }]) },
  };
}

/** The first answer that counts; `undefined` when none came in time. */
async function waitForAnswer(
  call: ToolCall,
  asked: Asked,
  from: number,
  endMs: number,
): Promise<JsonRecord | undefined> {
  const { agent, ports, signal } = call;
  for (let next = from;;) {
    const leftMs = endMs - ports.clock.now();
    if (leftMs <= 0) return undefined;
    if (ports.findAgent(agent.token) === undefined) {
      throw new ToolError(401, "The access token does not work any more.");
    }
    const waitMs = Math.min(leftMs, checkMs);
    const request = { from: next, view: agent.scope, waitMs };
    const seen = await ports.ahead.next(agent.consumerId, request, signal);
    signal.throwIfAborted();
    next = seen.next;
    for (const update of readUpdates(seen.body)) {
      const answer = await readPress(call, asked, update) ?? readReply(asked, update);
      if (answer !== undefined) return answer;
    }
  }
}

function readUpdates(body: Uint8Array | undefined): readonly JsonRecord[] {
  const envelope = body && asRecord(parseJson(decodeUtf8(body)));
  return asRecords(envelope?.result);
}

async function readPress(
  call: ToolCall,
  { input: { chat_id, question, options = [], user_id }, key, messageId }: Asked,
  update: JsonRecord,
): Promise<JsonRecord | undefined> {
  const query = asRecord(update.callback_query);
  const from = asRecord(query?.from);
  const data = asText(query?.data);
  if (!data.startsWith(key)) return undefined;
  await attempt(call, "answerCallbackQuery", { callback_query_id: query?.id });
  const option = Number(data.slice(key.length));
  const choice = options[option];
  if (choice === undefined || user_id !== undefined && user_id !== from?.id) return undefined;
  await attempt(call, "editMessageText", {
    chat_id,
    message_id: messageId,
    text: `${question}\n\n✓ ${choice}`,
  });
  return { option, choice, from_id: asInteger(from?.id), untrusted: { from: personFacts(from) } };
}

function readReply(
  { input: { chat_id, user_id }, messageId }: Asked,
  update: JsonRecord,
): JsonRecord | undefined {
  const message = asRecord(update.message);
  const from = asRecord(message?.from);
  if (message === undefined || asRecord(message.chat)?.id !== chat_id) return undefined;
  if (asRecord(message.reply_to_message)?.message_id !== messageId) return undefined;
  if (user_id !== undefined && user_id !== from?.id) return undefined;
  return {
    message_id: asInteger(message.message_id),
    from_id: asInteger(from?.id),
    untrusted: { from: personFacts(from), text: messageText(message) },
  };
}

/** Makes a call that only tidies up: whether it succeeds changes nothing for the agent. */
async function attempt(call: ToolCall, method: string, parameters: JsonRecord): Promise<void> {
  try {
    await callMethod(call, method, parameters);
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
  }
}
