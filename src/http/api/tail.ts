import Type from "typebox";
import { knowsBot } from "../../account/principal.ts";
import type { LiveTail } from "../tail/live_tail.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { BotId } from "./wire.ts";

/** What is followed. */
export const tailQuery = {
  bot: Type.Optional(BotId),
  type: Type.Optional(Type.Enum(["update", "call"])),
  name: Type.Optional(Type.String({
    minLength: 1,
    maxLength: 64,
    description: "Update kind, or method, ignoring case",
  })),
  text: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: "Part of the JSON, ignoring case" }),
  ),
};

const Stream = Type.String({
  title: "TailStream",
  description:
    "Events and their members: `entry`: `type` (`update` or `call`), `bot`, `atMs`, `name` (kind or method), " +
    "`position`, `status`, `isOwn` (whether BotMux answered the call itself), `content` (the update, or the call's " +
    "parameters), `answer`; what is too long is `null`, secrets are `***`. `missed`: `count` entries were skipped, " +
    "because they came too fast. The stream ends after some time; reconnect",
});

/** `/tail` */
export function tailEndpoints(tail: LiveTail): Endpoint[] {
  return [
    endpoint({
      id: "streamTail",
      method: "GET",
      path: "/tail",
      tag: "events",
      summary: "Stream raw updates and outgoing calls as they pass (server-sent events)",
      role: "viewer",
      query: tailQuery,
      status: 200,
      stream: Stream,
      handle: ({ principal, query, signal }) =>
        tail.subscribe({ knows: (botId) => knowsBot(principal, botId), filter: query, signal }),
    }),
  ];
}
