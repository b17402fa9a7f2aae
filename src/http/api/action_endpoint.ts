import type { Static, TObject, TProperties, TSchema } from "typebox";
import type { BotCalls } from "./bot_calls.ts";
import { type Call, type Endpoint, endpoint, type EndpointDeclaration } from "./endpoint.ts";
import { telegramRefusals } from "./telegram_refusal.ts";
import { Done, toChatId } from "./telegram_wire.ts";

/** An endpoint that is one call of the Bot API about a chat, with nothing to tell but that it is done. */
interface ActionDeclaration<P extends ChatPath, B extends TSchema> extends
  Pick<
    EndpointDeclaration<P, Record<never, never>, B, TSchema>,
    "id" | "method" | "path" | "tag" | "summary" | "body" | "isBodyOptional"
  > {
  readonly parameters: P;
  /** Method of the Bot API. */
  readonly calls: string;
  /** Its parameters beside `chat_id`; those `undefined` are left out. */
  readonly with?: (
    call: Pick<Call<Static<TObject<P>>, unknown, Static<B>>, "path" | "body">,
  ) => Readonly<Record<string, unknown>>;
}

/** Parameters of a path that names a bot and a chat. */
type ChatPath = TProperties & { readonly bot: TSchema; readonly chat: TSchema };

/** Declares one. It needs a manager. */
export function actionEndpoint<P extends ChatPath, B extends TSchema = TSchema>(
  calls: BotCalls,
  { calls: method, with: toParameters, ...declaration }: ActionDeclaration<P, B>,
): Endpoint {
  return endpoint({
    ...declaration,
    role: "manager",
    status: 204,
    refusals: telegramRefusals,
    async handle({ path, body, signal }) {
      // Their schemas are those of chatPath.
      const { bot, chat } = path as unknown as { readonly bot: number; readonly chat: string };
      const parameters = { chat_id: toChatId(chat), ...toParameters?.({ path, body }) };
      await calls.call({ bot, method, parameters, signal }, Done);
    },
  });
}
