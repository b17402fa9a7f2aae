import type { Static, TSchema } from "typebox";
import Value from "typebox/value";
import { fault } from "../faults/fault.ts";
import { findSchemaFaults } from "../base/schema_fault.ts";
import { describeError } from "../base/errors.ts";
import { decodeUtf8 } from "../base/bytes.ts";
import { isNestedDeeper, maxJsonLevels } from "../base/json_nesting.ts";
import { TelegramError } from "../telegram/envelope.ts";
import {
  blockSchema,
  boostSchema,
  botSchema,
  businessSchema,
  chatSchema,
  correctionSchema,
  faultSchema,
  groupSchema,
  injectionSchema,
  inlineAskSchema,
  inlineChoiceSchema,
  joinRequestSchema,
  messageSchema,
  moveSchema,
  placeSchema,
  pressSchema,
  querySchema,
  rankingSchema,
  reactingSchema,
  renumberSchema,
  revocationSchema,
  speechSchema,
  topicSchema,
  userSchema,
  voteSchema,
} from "./control_schemas.ts";
import { readWholeBody } from "./request_body.ts";
import type { Sandbox } from "./sandbox_interface.ts";
import { SandboxError, sandboxError } from "./sandbox_error.ts";

const maxBodyBytes = 64 * 1024 * 1024;

/** Carries out one action; `undefined` is answered as `{}`. */
type Action = (sandbox: Sandbox, body: unknown) => unknown;

/**
 * The control API: `POST /sandbox/<action>` with a JSON object (`Content-Type: application/json`), which does what the method of the same idea on
 * `Sandbox` does, with the same names. The answer is JSON: 200 with what came of it, 400 `{"error"}` when the object
 * has not the right shape or names something that is not there, 404 for another path, 415 for another type.
 *
 * | action | object | answer |
 * |---|---|---|
 * | `bots` | `username`, `name`, `token?`, `photo?` (`base64`) | the bot with its token |
 * | `users` | `firstName`, `lastName?`, `username?`, `languageCode?`, `id?` | the User |
 * | `groups`, `channels` | `title`, `members?`, `bots?`, `administrators?`, `topics?`, `username?`, `id?` | the Chat |
 * | `topics` | `chat`, `name` | `{"id"}` |
 * | `speak` | `from`, `bot` or `chat`, `text?`, `caption?`, `file?` (`type`, `base64`, `fileName?`, `mimeType?`), `replyTo?`, `topic?`, `mediaGroupId?`, `content?` | the Message |
 * | `edit` | `from`, `bot` or `chat`, `messageId`, `text?`, `caption?` | the Message |
 * | `press` | `from`, `bot` or `chat`, `messageId`, `data?` | `{"queryId"}` |
 * | `inline` | `from`, `bot`, `query`, `offset?` | `{"queryId"}` |
 * | `choose` | `from`, `bot` or `chat`, `queryId`, `resultId` | the Message |
 * | `answer` | `queryId` | what the bot answered, or `{}` |
 * | `react` | `from`, `bot` or `chat`, `messageId`, `emoji?` | `{}` |
 * | `join`, `leave` | `chat`, `user`, `by?` | `{}` |
 * | `rank` | `chat`, `user`, `by?`, `status` | `{}` |
 * | `ask-to-join` | `chat`, `user`, `bio?`, `inviteLink?` | `{}` |
 * | `upgrade` | `chat` | the new Chat |
 * | `vote` | `from`, `bot` or `chat`, `messageId`, `options` | `{}` |
 * | `pay` | `from`, `bot` or `chat`, `messageId` | `{"queryId"}` |
 * | `boost` | `chat`, `user`, `isRemoved?` | `{}` |
 * | `business` | `user`, `bot`, `isEnabled` | `{"connectionId"}` |
 * | `block` | `user`, `bot`, `isBlocked` | `{}` |
 * | `history` | `chat`, or `bot` and `user` | array of Message |
 * | `inject` | `bot`, `update` | `{"updateId"}` |
 * | `faults` | members of `Fault` | `{}` |
 * | `clear-faults` | | `{}` |
 * | `revoke` | `bot`, `isRevoked` | `{}` |
 * | `renumber` | `bot`, `firstId`, `pending?` | `{}` |
 */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  [
    "bots",
    action(botSchema, (sandbox, { photo, ...bot }) =>
      sandbox.addBot({
        ...bot,
        ...(photo === undefined ? {} : { photo: { bytes: fromBase64(photo.base64) } }),
      })),
  ],
  ["users", action(userSchema, (sandbox, user) => sandbox.addUser(user))],
  ["groups", action(groupSchema, (sandbox, group) => sandbox.addGroup(group))],
  ["channels", action(groupSchema, (sandbox, channel) => sandbox.addChannel(channel))],
  ["topics", action(topicSchema, (sandbox, topic) => ({ id: sandbox.addTopic(topic) }))],
  [
    "speak",
    action(speechSchema, (sandbox, { file, ...speech }) =>
      sandbox.speak({
        ...speech,
        ...(file === undefined ? {} : { file: { ...file, bytes: fromBase64(file.base64) } }),
      })),
  ],
  ["edit", action(correctionSchema, (sandbox, correction) => sandbox.editAs(correction))],
  ["press", action(pressSchema, (sandbox, press) => ({ queryId: sandbox.pressButton(press) }))],
  ["inline", action(inlineAskSchema, (sandbox, ask) => ({ queryId: sandbox.inlineQuery(ask) }))],
  ["choose", action(inlineChoiceSchema, (sandbox, choice) => sandbox.chooseInline(choice))],
  ["answer", action(querySchema, (sandbox, { queryId }) => sandbox.answerOf(queryId))],
  ["react", action(reactingSchema, (sandbox, reacting) => sandbox.react(reacting))],
  ["join", action(moveSchema, (sandbox, move) => sandbox.join(move))],
  ["leave", action(moveSchema, (sandbox, move) => sandbox.leave(move))],
  ["rank", action(rankingSchema, (sandbox, ranking) => sandbox.rank(ranking))],
  ["ask-to-join", action(joinRequestSchema, (sandbox, request) => sandbox.askToJoin(request))],
  ["upgrade", action(chatSchema, (sandbox, group) => sandbox.upgradeGroup(group))],
  ["vote", action(voteSchema, (sandbox, vote) => sandbox.vote(vote))],
  ["pay", action(messageSchema, (sandbox, payment) => ({ queryId: sandbox.payInvoice(payment) }))],
  ["boost", action(boostSchema, (sandbox, boost) => sandbox.boost(boost))],
  [
    "business",
    action(businessSchema, (sandbox, change) => ({ connectionId: sandbox.connectBusiness(change) })),
  ],
  ["block", action(blockSchema, (sandbox, change) => sandbox.setBlocked(change))],
  ["history", action(placeSchema, (sandbox, place) => sandbox.history(place))],
  [
    "inject",
    action(injectionSchema, (sandbox, { bot, update }) => ({ updateId: sandbox.inject(bot, update) })),
  ],
  ["faults", action(faultSchema, (sandbox, fault) => void sandbox.faults.add(fault))],
  ["clear-faults", (sandbox) => sandbox.faults.clear()],
  [
    "revoke",
    action(
      revocationSchema,
      (sandbox, { bot, isRevoked }) => isRevoked ? sandbox.faults.revoke(bot) : sandbox.faults.restore(bot),
    ),
  ],
  [
    "renumber",
    action(
      renumberSchema,
      (sandbox, { bot, firstId, pending }) => sandbox.faults.restartIds(bot, firstId, pending),
    ),
  ],
]);

/** Names of the actions. */
export const controlActions: readonly string[] = [...actions.keys()];

/**
 * Does what `POST /sandbox/<name>` does.
 *
 * @throws {SandboxError} when the object has not the right shape or names something that is not there.
 * @throws {TelegramError} when Telegram would not do it either.
 */
export function act(sandbox: Sandbox, name: string, body: unknown): unknown {
  const run = actions.get(name);
  if (run === undefined) throw sandboxError("sandbox_action_unknown", { name });
  return run(sandbox, body) ?? {};
}

/** Answers `POST /sandbox/<name>`. Whoever serves the sandbox decides who reaches this. */
export async function answerControl(sandbox: Sandbox, request: Request, name: string): Promise<Response> {
  const run = actions.get(name);
  if (run === undefined) return Response.json({ error: `there is no action "${name}"` }, { status: 404 });
  if (request.method !== "POST") {
    return Response.json({ error: "use POST" }, { status: 405, headers: { allow: "POST" } });
  }
  // A page of the web can send other types without asking first.
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    return Response.json({ error: "send Content-Type: application/json" }, { status: 415 });
  }
  try {
    const body = parseBody(await readBody(request));
    return Response.json(run(sandbox, body) ?? {}, { headers: { "content-type": "application/json" } });
  } catch (error) {
    if (error instanceof TelegramError) {
      return Response.json({ error: error.description }, { status: error.code });
    }
    if (!(error instanceof SandboxError || error instanceof SyntaxError)) throw error;
    return Response.json({ error: describeError(error) }, { status: 400 });
  }
}

function action<T extends TSchema>(schema: T, run: (sandbox: Sandbox, body: Static<T>) => unknown): Action {
  return (sandbox, body) => {
    if (Value.Check(schema, body)) return run(sandbox, body);
    const [first = { pointer: "", fault: fault("field_not_understood") }] = findSchemaFaults(schema, body);
    throw sandboxError("sandbox_object_invalid", { place: first.pointer || "it", wrong: first.fault });
  };
}

async function readBody(request: Request): Promise<string> {
  const body = await readWholeBody(request, maxBodyBytes);
  return body === undefined ? "" : decodeUtf8(body.bytes);
}

function parseBody(text: string): unknown {
  if (isNestedDeeper(text, maxJsonLevels)) {
    throw sandboxError("field_too_deep", { levels: maxJsonLevels });
  }
  return text.trim() === "" ? {} : JSON.parse(text);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
