import Type from "typebox";
import type { NewBroadcast } from "../../broadcasting/broadcast.ts";
import { recipientStates } from "../../broadcasting/broadcast.ts";
import type { BroadcastReport, Broadcasts } from "../../broadcasting/broadcasts.ts";
import { parsePersonalMessage, PlaceholderError } from "../../broadcasting/placeholders.ts";
import { findWindowFault } from "../../base/time_window.ts";
import { editMethods } from "../../telegram/broadcast_methods.ts";
import { ApiError, contradiction, notFound, refusal } from "./api_error.ts";
import {
  BroadcastAnswer,
  BroadcastInput,
  ChatNumber,
  maxChatsPerRequest,
  PreviewInput,
  RecipientAnswer,
  TestInput,
  toAudience,
  toBroadcastAnswer,
  toNewBroadcast,
  toRecipientAnswer,
} from "./broadcast_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { fault } from "../../faults/fault.ts";
import { telegramRefusals, toRefusal } from "./telegram_refusal.ts";
import { BotId, botPath, Count, defaultLimit, Limit, pageOf, RecordId, toPage } from "./wire.ts";

const tag = "broadcasts";
const path = "/bots/{bot}/broadcasts";
const broadcastPath = { bot: BotId, id: RecordId };
/** How long an audience is counted for a preview. */
const previewMs = 5_000;
const maxBodyBytes = 512 * 1024;

const PreviewAnswer = Type.Object({
  audience: Type.Integer({ minimum: 0, description: "People who would get it, those left out apart" }),
  left_out: Type.Integer({ minimum: 0, description: "Earlier broadcasts could not reach them" }),
  is_complete: Type.Boolean({ description: "`false`: counting took too long, and there are more" }),
  example: Type.Object({
    method: Type.String(),
    parameters: Type.Record(Type.String(), Type.Unknown()),
  }, { description: "The call that one of them would get" }),
}, { title: "BroadcastPreview" });

const EditInput = Type.Object({
  method: Type.Enum([...editMethods]),
  parameters: Type.Record(Type.String(), Type.Unknown(), {
    description: "Parameters of the method without `chat_id` and `message_id`; texts may hold placeholders",
  }),
}, { title: "BroadcastEdit", additionalProperties: false });

/** `/bots/{bot}/broadcasts` */
export function broadcastEndpoints(broadcasts: Broadcasts): Endpoint[] {
  return [
    ...listEndpoints(broadcasts),
    ...messageEndpoints(broadcasts),
    ...addingEndpoints(broadcasts),
    ...stateEndpoints(broadcasts),
    ...copyEndpoints(broadcasts),
  ];
}

function listEndpoints(broadcasts: Broadcasts): Endpoint[] {
  return [
    endpoint({
      id: "listBroadcasts",
      method: "GET",
      path,
      tag,
      summary: "List the broadcasts of a bot, the newest first",
      role: "manager",
      parameters: botPath,
      query: { before: Type.Optional(RecordId), limit: Limit },
      status: 200,
      answer: pageOf(BroadcastAnswer, RecordId),
      async handle({ path: { bot }, query: { before = Number.MAX_SAFE_INTEGER, limit = defaultLimit } }) {
        const { items, next } = toPage(await broadcasts.list(bot, before, limit + 1), limit, ({ id }) => id);
        return { items: items.map(toBroadcastAnswer), next };
      },
    }),
    endpoint({
      id: "getBroadcast",
      method: "GET",
      path: `${path}/{id}`,
      tag,
      summary: "Get a broadcast and its progress",
      role: "manager",
      parameters: broadcastPath,
      status: 200,
      answer: BroadcastAnswer,
      async handle({ path: { bot, id } }) {
        return toBroadcastAnswer(await findBroadcast(broadcasts, bot, id));
      },
    }),
    endpoint({
      id: "listBroadcastRecipients",
      method: "GET",
      path: `${path}/{id}/recipients`,
      tag,
      summary: "List recipients by chat ID; they are kept for 30 days after the end",
      role: "manager",
      parameters: broadcastPath,
      query: {
        state: Type.Optional(Type.Enum([...recipientStates])),
        after: Type.Optional(ChatNumber),
        limit: Limit,
      },
      status: 200,
      answer: pageOf(RecipientAnswer, ChatNumber),
      async handle(
        { path: { bot, id }, query: { state, after = Number.MIN_SAFE_INTEGER, limit = defaultLimit } },
      ) {
        await findBroadcast(broadcasts, bot, id);
        const found = await broadcasts.recipients(bot, id, state, after, limit + 1);
        const { items, next } = toPage(found, limit, ({ chatId }) => chatId);
        return { items: items.map(toRecipientAnswer), next };
      },
    }),
  ];
}

function messageEndpoints(broadcasts: Broadcasts): Endpoint[] {
  return [
    endpoint({
      id: "previewBroadcast",
      method: "POST",
      path: `${path}/preview`,
      tag,
      summary: "Count an audience and fill the message for one person, without sending anything",
      role: "manager",
      parameters: botPath,
      body: PreviewInput,
      maxBodyBytes,
      status: 200,
      answer: PreviewAnswer,
      async handle({ path: { bot }, body: { method, parameters, audience }, signal }) {
        checkMessage(parameters);
        const limit = AbortSignal.any([signal, AbortSignal.timeout(previewMs)]);
        const wanted = { botId: bot, method, parameters, audience: toAudience(audience) };
        const found = await broadcasts.preview(wanted, limit);
        const named = audience.kind === "chats" ? new Set(audience.chats).size : found.total;
        return {
          audience: named - found.unreachable,
          left_out: found.unreachable,
          is_complete: found.isComplete,
          example: { method: found.method, parameters: { ...found.parameters } },
        };
      },
    }),
    endpoint({
      id: "testBroadcast",
      method: "POST",
      path: `${path}/test`,
      tag,
      summary: "Send the message of a broadcast to one chat, such as your own",
      role: "manager",
      parameters: botPath,
      body: TestInput,
      maxBodyBytes,
      status: 204,
      refusals: telegramRefusals,
      async handle({ path: { bot }, body: { method, parameters, chat }, signal }) {
        checkMessage(parameters);
        const message = toNewBroadcast(bot, { method, parameters, audience: { kind: "chats", chats: [] } });
        const outcome = await broadcasts.test(message, chat, signal);
        if (outcome === undefined) throw notFound("bot");
        if (!outcome.ok) throw toRefusal(outcome.error);
      },
    }),
  ];
}

function addingEndpoints(broadcasts: Broadcasts): Endpoint[] {
  return [
    endpoint({
      id: "addBroadcast",
      method: "POST",
      path,
      tag,
      summary: "Start a broadcast, or save a draft",
      role: "manager",
      parameters: botPath,
      body: BroadcastInput,
      maxBodyBytes,
      status: 201,
      answer: BroadcastAnswer,
      conflict: "The message or its audience cannot be used (`errors`), or there are too many broadcasts",
      subject: ({ id }) => String(id),
      async handle({ path: { bot }, body }) {
        checkMessage(body.parameters);
        const { quiet_hours: quietHours, draft: isDraft = false, audience } = body;
        const window = quietHours && findWindowFault(quietHours);
        if (window) {
          throw new ApiError({
            fault: fault("rejected"),
            errors: [{ pointer: ["#/quiet_hours", ...window.path].join("/"), fault: window.fault }],
          });
        }
        const isNamed = audience.kind === "chats";
        const added = await broadcasts.add(toNewBroadcast(bot, body), isDraft || isNamed);
        if (!isNamed) return toBroadcastAnswer(added);
        await broadcasts.addChats(bot, added.id, audience.chats);
        if (!isDraft) return toBroadcastAnswer(await broadcasts.resume(bot, added.id));
        return toBroadcastAnswer(await findBroadcast(broadcasts, bot, added.id));
      },
    }),
    endpoint({
      id: "addBroadcastChats",
      method: "POST",
      path: `${path}/{id}/chats`,
      tag,
      summary: "Add chats to a draft; each is added once",
      role: "manager",
      parameters: broadcastPath,
      body: Type.Object({ chats: Type.Array(ChatNumber, { minItems: 1, maxItems: maxChatsPerRequest }) }, {
        title: "BroadcastChats",
        additionalProperties: false,
      }),
      maxBodyBytes,
      status: 200,
      answer: Type.Object({ added: Count }, { title: "AddedChats" }),
      conflict: "It is no draft for named chats, or would have too many",
      async handle({ path: { bot, id }, body: { chats } }) {
        await findBroadcast(broadcasts, bot, id);
        return { added: await broadcasts.addChats(bot, id, chats) };
      },
    }),
  ];
}

function stateEndpoints(broadcasts: Broadcasts): Endpoint[] {
  const change = (verb: "pause" | "resume" | "cancel", summary: string) =>
    endpoint({
      id: `${verb}Broadcast`,
      method: "POST",
      path: `${path}/{id}/${verb}`,
      tag,
      summary,
      role: "manager",
      parameters: broadcastPath,
      status: 200,
      answer: BroadcastAnswer,
      conflict: "Its state does not allow this",
      async handle({ path: { bot, id } }) {
        await findBroadcast(broadcasts, bot, id);
        return toBroadcastAnswer(await broadcasts[verb](bot, id));
      },
    });
  return [
    change("pause", "Pause a broadcast; messages in flight are finished first"),
    change("resume", "Start a draft, or resume a paused broadcast"),
    change("cancel", "Cancel a broadcast for good; what was sent stays"),
    endpoint({
      id: "removeBroadcast",
      method: "DELETE",
      path: `${path}/{id}`,
      tag,
      summary: "Delete a draft, or a broadcast that has ended, with its recipients",
      role: "manager",
      parameters: broadcastPath,
      status: 204,
      conflict: "It has not ended",
      async handle({ path: { bot, id } }) {
        await findBroadcast(broadcasts, bot, id);
        if (!await broadcasts.remove(bot, id)) {
          throw refusal("broadcast_state_wrong", { allowed: "draft, finished, cancelled" });
        }
      },
    }),
  ];
}

/** Broadcasts that change what another one sent. */
function copyEndpoints(broadcasts: Broadcasts): Endpoint[] {
  const addCopies = async (
    bot: number,
    id: number,
    given: Pick<NewBroadcast, "kind" | "method" | "parameters">,
  ) => {
    const source = await findBroadcast(broadcasts, bot, id);
    const hasEnded = source.state === "finished" || source.state === "cancelled";
    if (source.kind !== "send" || !hasEnded || !source.hasRecipients) throw refusal("broadcast_copies_gone");
    const { name, quietHours } = source;
    const job = { botId: bot, name, quietHours, retriesUncertain: true, includesUnreachable: true, ...given };
    const audience = { kind: "copies", broadcastId: id } as const;
    return toBroadcastAnswer(await broadcasts.add({ ...job, audience }, false));
  };
  const conflict = "It has not ended, or its message IDs are not kept any more";
  return [
    endpoint({
      id: "editBroadcastCopies",
      method: "POST",
      path: `${path}/{id}/edit`,
      tag,
      summary: "Edit the messages that a broadcast sent, as a broadcast of its own",
      role: "manager",
      parameters: broadcastPath,
      body: EditInput,
      maxBodyBytes,
      status: 201,
      answer: BroadcastAnswer,
      conflict,
      subject: ({ id }) => String(id),
      handle({ path: { bot, id }, body: { method, parameters } }) {
        checkMessage(parameters);
        return addCopies(bot, id, { kind: "edit", method, parameters });
      },
    }),
    endpoint({
      id: "deleteBroadcastCopies",
      method: "POST",
      path: `${path}/{id}/delete`,
      tag,
      summary: "Delete the messages that a broadcast sent, as a broadcast of its own",
      role: "manager",
      parameters: broadcastPath,
      status: 201,
      answer: BroadcastAnswer,
      conflict,
      subject: ({ id }) => String(id),
      handle: ({ path: { bot, id } }) =>
        addCopies(bot, id, { kind: "delete", method: "deleteMessages", parameters: {} }),
    }),
  ];
}

/** @throws {ApiError} 409 when parameters cannot be those of a broadcast. */
function checkMessage(parameters: Readonly<Record<string, unknown>>): void {
  for (const name of ["chat_id", "message_id"]) {
    if (name in parameters && !("from_chat_id" in parameters && name === "message_id")) {
      throw contradiction(`#/parameters/${name}`, "field_set_by_broadcast");
    }
  }
  try {
    parsePersonalMessage(parameters);
  } catch (error) {
    if (!(error instanceof PlaceholderError)) throw error;
    throw new ApiError({
      fault: fault("rejected"),
      errors: [{ pointer: "#/parameters", fault: error.fault }],
    });
  }
}

async function findBroadcast(broadcasts: Broadcasts, bot: number, id: number): Promise<BroadcastReport> {
  const found = await broadcasts.find(bot, id);
  if (found === undefined) throw notFound("broadcast");
  return found;
}
