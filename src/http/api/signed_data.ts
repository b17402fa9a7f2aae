import Type from "typebox";
import { checkSignedData, defaultMaxAgeSec } from "../../telegram/signed_data.ts";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { botPath, nullable } from "./wire.ts";

const maxLength = 16_384;

const SignedData = Type.Object({
  kind: Type.Optional(Type.Enum(["init_data", "login_data"], {
    default: "init_data",
    description: "`Telegram.WebApp.initData` of a Mini App, or what the Login Widget gave",
  })),
  data: Type.String({
    maxLength,
    description: "A query string; what the Login Widget gave may be a JSON object",
  }),
  max_age_sec: Type.Optional(Type.Integer({
    minimum: 1,
    maximum: 365 * 86_400,
    default: defaultMaxAgeSec,
    description: "Older data is not valid",
  })),
}, { title: "SignedData", additionalProperties: false });

const SignedDataAnswer = Type.Object({
  is_valid: Type.Boolean(),
  reason: nullable(Type.Enum(["malformed", "wrong_hash", "expired"], { description: "Why it is not valid" })),
  fields: nullable(Type.Record(Type.String(), Type.Unknown(), {
    description: "What was signed, if it is valid; `user`, `receiver` and `chat` are objects",
  })),
}, { title: "SignedDataCheck" });

/** `/bots/{bot}/check-init-data` */
export function signedDataEndpoints({ registry, clock }: ApiPorts): Endpoint[] {
  return [
    endpoint({
      id: "checkInitData",
      method: "POST",
      path: "/bots/{bot}/check-init-data",
      tag: "bots",
      summary: "Check that Mini App or Login Widget data was signed by Telegram for this bot",
      role: "viewer",
      parameters: botPath,
      body: SignedData,
      status: 200,
      answer: SignedDataAnswer,
      handle({ path, body: { kind = "init_data", data, max_age_sec: maxAgeSec = defaultMaxAgeSec } }) {
        const bot = registry.bot(path.bot);
        if (bot === undefined) throw notFound("bot");
        const against = { token: bot.token, maxAgeSec, nowMs: clock.now() };
        const check = checkSignedData({ kind, text: data, ...against });
        return check.isValid
          ? { is_valid: true, reason: null, fields: check.fields }
          : { is_valid: false, reason: check.fault, fields: null };
      },
    }),
  ];
}
