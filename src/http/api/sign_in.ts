import { fault } from "../../faults/fault.ts";
import Type, { type Static } from "typebox";
import type { Operator } from "../../account/account_records.ts";
import type { SetupLink } from "../../account/setup_link.ts";
import type { SignIn, SignInOutcome } from "../../account/sign_in.ts";
import type { Registry } from "../../registry/registry.ts";
import { toDeviceCookie } from "../device_cookie.ts";
import { toSessionCookie } from "../session_cookie.ts";
import { ApiError, fieldError, refusal } from "./api_error.ts";
import { type Call, type Endpoint, endpoint } from "./endpoint.ts";
import {
  GivenPassword,
  NewPassword,
  OperatorAnswer,
  OperatorName,
  toOperatorAnswer,
} from "./operator_wire.ts";
import { BotId } from "./wire.ts";

const tag = "sessions";
/** Maximum length of the `initData` of a Mini App that is looked at, in characters. */
const maxInitDataLength = 4_096;

const code = Type.Optional(
  Type.String({ pattern: "^\\d{6}$", description: "One-time code, if the operator uses them" }),
);

const SignInInput = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  password: GivenPassword,
  code,
}, { title: "SignIn", additionalProperties: false });

const TelegramSignInInput = Type.Object({
  bot: BotId,
  init_data: Type.String({
    minLength: 1,
    maxLength: maxInitDataLength,
    description: "Telegram.WebApp.initData, not older than five minutes; accepted once",
  }),
  code,
}, { title: "TelegramSignIn", additionalProperties: false });

const SetupInput = Type.Object({
  token: Type.String({ minLength: 1, maxLength: 100, description: "The part of the setup link after `#`" }),
  name: OperatorName,
  password: NewPassword,
}, { title: "Setup", additionalProperties: false });

/** What the sign-in endpoints use. */
interface SignInPorts {
  readonly signIn: SignIn;
  readonly setupLink: SetupLink;
  readonly registry: Pick<Registry, "bot">;
}

type AnyCall = Pick<Call<unknown, unknown, unknown>, "place" | "answerHeaders" | "note">;

/** `/sign-in`, `/sign-in/telegram` and `/setup` */
export function signInEndpoints({ signIn, setupLink, registry }: SignInPorts): Endpoint[] {
  return [
    endpoint({
      id: "signIn",
      method: "POST",
      path: "/sign-in",
      tag,
      summary: "Sign in with a name and password; the response sets a cookie",
      role: "nobody",
      body: SignInInput,
      status: 200,
      answer: OperatorAnswer,
      isThrottled: true,
      handle: async (call) => finish(await signIn.withPassword(call.body, call.place), call),
    }),
    endpoint({
      id: "signInWithTelegram",
      method: "POST",
      path: "/sign-in/telegram",
      tag,
      summary: "Sign in from a bot's Mini App; the response sets a cookie",
      role: "nobody",
      body: TelegramSignInInput,
      status: 200,
      answer: OperatorAnswer,
      isThrottled: true,
      async handle(call) {
        const { bot: botId, init_data: initData, ...code } = call.body;
        call.note.botId = botId;
        // Alike for a bot that is not there: strangers learn nothing of it.
        if (!registry.bot(botId)?.isSignInBot) {
          throw refusal("sign_in_bot_off");
        }
        return finish(await signIn.withTelegram({ botId, initData, ...code }, call.place), call);
      },
    }),
    endpoint({
      id: "setUp",
      method: "POST",
      path: "/setup",
      tag,
      summary: "Create the first owner, or choose a new password, with a link that BotMux printed",
      role: "nobody",
      body: SetupInput,
      conflict: "The password is too easy to guess; the link stays valid",
      status: 201,
      answer: OperatorAnswer,
      async handle(call) {
        const { token, name, password } = call.body;
        const operator = await setupLink.use(token, { name, password });
        if (operator === undefined) {
          throw refusal("setup_link_invalid");
        }
        call.note.actor = toActor(operator);
        signIn.forgive(operator.name, call.place);
        return toOperatorAnswer(operator);
      },
    }),
  ];
}

function finish(
  outcome: SignInOutcome,
  { place, answerHeaders, note }: AnyCall,
): Static<typeof OperatorAnswer> {
  switch (outcome.kind) {
    case "throttled":
      throw tooManyAttempts(outcome.waitSec);
    case "refused":
      // Whoever does not exist is not noted by name: people type passwords into the wrong field.
      if (outcome.operator !== undefined) note.actor = toActor(outcome.operator);
      throw refusal("credentials_invalid");
    case "code-needed":
      note.actor = toActor(outcome.operator);
      throw new ApiError({
        fault: fault("code_required"),
        errors: [fieldError("#/code", "field_missing")],
      });
    case "code-wrong":
      note.actor = toActor(outcome.operator);
      throw new ApiError({
        fault: fault("code_invalid"),
        errors: [fieldError("#/code", "field_code_invalid")],
      });
    case "done":
      note.actor = toActor(outcome.operator);
      answerHeaders.append("set-cookie", toSessionCookie(outcome.secret, place.isSecure));
      answerHeaders.append("set-cookie", toDeviceCookie(outcome.device, place.isSecure));
      return toOperatorAnswer(outcome.operator);
  }
}

/** An attempt that was put off. */
export function tooManyAttempts(waitSec: number): ApiError {
  return new ApiError({
    fault: fault("rate_limited", { seconds: waitSec }),
    headers: { "retry-after": String(waitSec) },
  });
}

function toActor({ id, name }: Operator) {
  return { kind: "operator", id, name } as const;
}
