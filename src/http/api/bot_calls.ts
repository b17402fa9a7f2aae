import type { Static, TSchema } from "typebox";
import Value from "typebox/value";
import { encodeUtf8 } from "../../base/bytes.ts";
import type { TelegramError } from "../../telegram/envelope.ts";
import type { WholeBody } from "../../telegram/parameters.ts";
import type { StreamedBody } from "../../tgapi/calls/acting_calls.ts";
import type { CallAnswer } from "../../tgapi/exchange/call_answer.ts";
import { ApiError, notFound, refusal } from "./api_error.ts";
import { toRefusal } from "./telegram_refusal.ts";
import type { Upload } from "./upload.ts";

/**
 * Calls a method of the Bot API as a bot; `undefined` when the bot is gone. Rejects only with the reason of `signal`.
 */
export type CallBot = (
  botId: number,
  method: string,
  body: WholeBody | StreamedBody,
  signal: AbortSignal,
) => Promise<CallAnswer | undefined>;

/** A call of the Bot API that an endpoint makes. Members that are `undefined` are left out. */
interface BotCall {
  readonly bot: number;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly upload?: Upload | undefined;
  readonly signal: AbortSignal;
}

/** The last answer of upstream was a no. */
export class RefusedCall extends ApiError {
  readonly error: TelegramError;

  constructor(error: TelegramError) {
    super(toRefusal(error).problem);
    this.error = error;
  }
}

/** What endpoints call Telegram by. */
export class BotCalls {
  readonly #callBot: CallBot;

  constructor(callBot: CallBot) {
    this.#callBot = callBot;
  }

  /**
   * Calls, and gives the result.
   *
   * @throws {RefusedCall} when upstream refuses or cannot be reached.
   * @throws {ApiError} 404 when the bot is gone, 400 when an upload broke off, 502 when the result is not of `schema`.
   */
  async call<T extends TSchema>(call: BotCall, schema: T): Promise<Static<T>> {
    const answer = await this.#send(call);
    if (call.upload?.refusal !== undefined) throw call.upload.refusal;
    if (answer === undefined) throw notFound("bot");
    if (!answer.ok) throw new RefusedCall(answer.error);
    if (Value.Check(schema, answer.result)) return answer.result;
    throw refusal("answer_unreadable");
  }

  async #send({ bot, method, parameters, upload, signal }: BotCall): Promise<CallAnswer | undefined> {
    try {
      const body = upload === undefined ? toJson(parameters) : upload.withFields(toFields(parameters));
      return await this.#callBot(bot, method, body, signal);
    } catch (error) {
      await upload?.cancel();
      if (signal.aborted) throw refusal("client_gone");
      throw error;
    }
  }
}

function toJson(parameters: BotCall["parameters"]): WholeBody {
  return { contentType: "application/json", bytes: encodeUtf8(JSON.stringify(parameters)) };
}

/** Parameters as form fields: texts as they are, all else as JSON. */
function toFields(parameters: BotCall["parameters"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "string" ? value : JSON.stringify(value)]]
    ),
  );
}
