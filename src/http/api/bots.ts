import Type from "typebox";
import { knowsBot } from "../../account/principal.ts";
import { omitFields } from "../../registry/entities/entity.ts";
import { type Bot, bot } from "../../registry/entities/bot.ts";
import { parseToken } from "../../telegram/token.ts";
import { contradiction, notFound, refusal } from "./api_error.ts";
import { BotAnswer, toBotAnswer } from "./bot_wire.ts";
import { inputMembers, toPatch } from "./entity_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { BotId, botPath, defaultLimit, Limit, pageOf, Position, toPage } from "./wire.ts";

/** What managers may change; an owner decides who signs in. */
const changeable = omitFields(bot, ["isSignInBot"]);
/** Ids of bots have 10 digits today; up to 15 are numbers without loss. */
export const Token = Type.String({
  pattern: "^[1-9][0-9]{0,14}:[A-Za-z0-9_-]{24,64}$",
  description: "As @BotFather gives it",
});
const NewBotInput = Type.Object({ token: Token, ...inputMembers(changeable) }, {
  title: "NewBot",
  additionalProperties: false,
});
const BotPatchInput = Type.Object(inputMembers(changeable), {
  title: "BotPatch",
  additionalProperties: false,
});
const SignInBotInput = Type.Object({
  allowed: Type.Boolean({
    description:
      "Every other Mini App of this bot receives the same data and could sign in with it: use a bot of BotMux's own",
  }),
}, { title: "SignInBot", additionalProperties: false });
const TokenInput = Type.Object({ token: Token }, { title: "BotToken", additionalProperties: false });

/** `/bots` */
export function botEndpoints(ports: ApiPorts): Endpoint[] {
  const answers = createAnswers(ports);
  return [
    ...readEndpoints(ports, answers),
    ...changeEndpoints(ports, answers),
    ...tokenEndpoints(ports, answers),
    ...removalEndpoints(ports, answers),
  ];
}

/** What answers about bots have in common. */
type BotAnswers = ReturnType<typeof createAnswers>;

function createAnswers(ports: ApiPorts) {
  const show = (botId: number, headers = new Headers()) => {
    const status = ports.bot(botId);
    if (status === undefined) throw notFound("bot");
    return toBotAnswer(status, headers.get("accept-language"));
  };
  /** The answer tells how things are once the change has taken effect. */
  const showSettled = async ({ id }: Bot) => {
    await ports.settled();
    return show(id);
  };
  const checkIngress = (ingress: Bot["ingress"] | undefined) => {
    if (ingress !== "webhook" || ports.hasPublicUrl) return;
    throw contradiction("#/ingress", "field_ingress_needs_url");
  };
  return { show, showSettled, checkIngress };
}

function readEndpoints(ports: ApiPorts, { show }: BotAnswers): Endpoint[] {
  const { registry } = ports;
  return [
    endpoint({
      id: "listBots",
      method: "GET",
      path: "/bots",
      tag: "bots",
      summary: "List the bots you have access to",
      role: "viewer",
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: pageOf(BotAnswer, BotId),
      handle({ query: { after = 0, limit = defaultLimit }, principal, headers }) {
        const known = registry.bots().filter(({ id }) => id > after && knowsBot(principal, id));
        const { items, next } = toPage(
          known.sort((left, right) => left.id - right.id),
          limit,
          ({ id }) => id,
        );
        const statuses = items.flatMap(({ id }) => ports.bot(id) ?? []);
        const language = headers.get("accept-language");
        return { items: statuses.map((status) => toBotAnswer(status, language)), next };
      },
    }),
    endpoint({
      id: "getBot",
      method: "GET",
      path: "/bots/{bot}",
      tag: "bots",
      summary: "Get a bot",
      role: "viewer",
      parameters: botPath,
      status: 200,
      answer: BotAnswer,
      async handle({ path: { bot }, headers }) {
        // Nothing is known yet of one that is being added.
        if (ports.bot(bot) === undefined && registry.bot(bot) !== undefined) await ports.settled();
        return show(bot, headers);
      },
    }),
  ];
}

function changeEndpoints(
  { registry, botDefaults }: ApiPorts,
  { showSettled, checkIngress }: BotAnswers,
): Endpoint[] {
  return [
    endpoint({
      id: "addBot",
      method: "POST",
      path: "/bots",
      tag: "bots",
      summary: "Add a bot and start receiving its updates",
      role: "owner",
      body: NewBotInput,
      status: 201,
      answer: BotAnswer,
      conflict: "The bot is there already, or there is no public URL for Telegram to call",
      subject: ({ id }) => String(id),
      async handle({ body: { token: text, ...given } }) {
        const wanted = toPatch(changeable, given);
        checkIngress(wanted.ingress);
        const { botId, token } = parseToken(text);
        if (registry.bot(botId) !== undefined) {
          throw refusal("bot_exists", { bot: botId });
        }
        return await showSettled(await registry.addBot(token, { ...botDefaults, ...wanted }));
      },
    }),
    endpoint({
      id: "changeBot",
      method: "PATCH",
      path: "/bots/{bot}",
      tag: "bots",
      summary: "Update settings of a bot",
      role: "manager",
      parameters: botPath,
      body: BotPatchInput,
      status: 200,
      answer: BotAnswer,
      conflict: "There is no public URL for Telegram to call",
      async handle({ path: { bot }, body }) {
        const patch = toPatch(changeable, body);
        checkIngress(patch.ingress);
        return await showSettled(await registry.updateBot(bot, patch));
      },
    }),
  ];
}

function tokenEndpoints({ registry }: ApiPorts, { showSettled }: BotAnswers): Endpoint[] {
  return [
    endpoint({
      id: "replaceBotToken",
      method: "PUT",
      path: "/bots/{bot}/token",
      tag: "bots",
      summary: "Replace a bot's token with a new one from @BotFather; consumers keep their positions",
      role: "owner",
      parameters: botPath,
      body: TokenInput,
      status: 200,
      answer: BotAnswer,
      conflict: "It is another bot's token",
      async handle({ path: { bot }, body }) {
        const { botId, token } = parseToken(body.token);
        if (botId !== bot) throw contradiction("#/token", "field_token_other_bot");
        return await showSettled(await registry.updateBot(bot, { token, status: "active" }));
      },
    }),
    endpoint({
      id: "setSignInBot",
      method: "PUT",
      path: "/bots/{bot}/sign-in",
      tag: "bots",
      summary: "Allow or forbid sign-in through a bot's Mini App",
      role: "owner",
      parameters: botPath,
      body: SignInBotInput,
      status: 200,
      answer: BotAnswer,
      conflict: "No owner added the bot",
      handle: async ({ path: { bot }, body: { allowed } }) =>
        await showSettled(await registry.updateBot(bot, { isSignInBot: allowed })),
    }),
  ];
}

function removalEndpoints(ports: ApiPorts, { show }: BotAnswers): Endpoint[] {
  const { registry } = ports;
  return [
    endpoint({
      id: "restoreWebhookAndRemoveBot",
      method: "POST",
      path: "/bots/{bot}/removal",
      tag: "bots",
      summary:
        "Restore the webhook that a bot had before BotMux, then remove the bot; its health shows the progress",
      role: "owner",
      parameters: botPath,
      status: 202,
      answer: BotAnswer,
      conflict: "It had no webhook",
      async handle({ path: { bot } }) {
        if (registry.bot(bot)?.previousWebhookUrl === undefined) {
          throw refusal("bot_without_webhook");
        }
        const answer = { ...show(bot), status: "removing" as const };
        await registry.updateBot(bot, { status: "removing" });
        return answer;
      },
    }),
    endpoint({
      id: "removeBot",
      method: "DELETE",
      path: "/bots/{bot}",
      tag: "bots",
      summary: "Remove a bot with its consumers, access tokens and updates",
      role: "owner",
      parameters: botPath,
      status: 204,
      async handle({ path: { bot } }) {
        await registry.removeBot(bot);
        await ports.settled();
      },
    }),
  ];
}
