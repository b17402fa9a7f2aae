import Type from "typebox";
import { knowsBot } from "../../account/principal.ts";
import { notFound } from "./api_error.ts";
import { BotAnswer, toBotAnswer } from "./bot_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { BotId, botPath, Limit, pageOf, Position, toPage, usualLimit } from "./wire.ts";

/** `/bots` */
export function botEndpoints(ports: ApiPorts): Endpoint[] {
  const { registry } = ports;
  return [
    endpoint({
      id: "listBots",
      method: "GET",
      path: "/bots",
      tag: "bots",
      summary: "The bots you may know of, by id",
      role: "viewer",
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: pageOf(BotAnswer, BotId),
      handle({ query: { after = 0, limit = usualLimit }, principal }) {
        const known = registry.bots().filter(({ id }) => id > after && knowsBot(principal, id));
        const { items, next } = toPage(
          known.sort((left, right) => left.id - right.id),
          limit,
          ({ id }) => id,
        );
        const statuses = items.flatMap(({ id }) => ports.bot(id) ?? []);
        return { items: statuses.map(toBotAnswer), next };
      },
    }),
    endpoint({
      id: "getBot",
      method: "GET",
      path: "/bots/{bot}",
      tag: "bots",
      summary: "One bot",
      role: "viewer",
      parameters: botPath,
      status: 200,
      answer: BotAnswer,
      handle({ path: { bot } }) {
        const status = ports.bot(bot);
        if (status === undefined) throw notFound("bot");
        return toBotAnswer(status);
      },
    }),
  ];
}
