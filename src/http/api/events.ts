import Type from "typebox";
import { knowsBot } from "../../account/principal.ts";
import type { EventHub } from "../event_hub.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const Stream = Type.String({
  title: "EventStream",
  description:
    "Events and their members: `reset`: reload everything. `bot`: `bot`, `change`. `health`: `bot`, `level`, " +
    "`reasons`, `state`, `why`. `updates`: `bot`, `after`, `last_position`. `archive`: `bot` has new archived records. " +
    "`lag`: `bot`, `consumer`, `position`, `lag`, `lost`, when one of them changes. The stream ends " +
    "after some time; reconnect with Last-Event-ID, as browsers do",
});

/** `/events` */
export function eventEndpoints(hub: EventHub): Endpoint[] {
  return [
    endpoint({
      id: "streamEvents",
      method: "GET",
      path: "/events",
      tag: "events",
      summary: "Stream events about the bots you have access to (server-sent events)",
      role: "viewer",
      status: 200,
      stream: Stream,
      handle: ({ principal, headers, signal }) =>
        hub.subscribe({
          knows: (botId) => knowsBot(principal, botId),
          lastEventId: headers.get("last-event-id") ?? undefined,
          signal,
        }),
    }),
  ];
}
