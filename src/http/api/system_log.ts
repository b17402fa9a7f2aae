import Type from "typebox";
import { type LogRing, maxLines } from "../../base/log_ring.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { toMoment } from "../../base/moment.ts";
import { defaultLimit, Limit, Moment, Position, RecordId } from "./wire.ts";

const Line = Type.Object({
  number: RecordId,
  at: Moment,
  level: Type.Enum(["debug", "info", "warn", "error"]),
  text: Type.String({ description: "Message and fields; tokens and passwords are masked" }),
}, { title: "LogLine" });

/** Lines of the log. */
export const LogLines = Type.Object({ items: Type.Array(Line) });

/** `/system/log` */
export function systemLogEndpoints(log: LogRing): Endpoint[] {
  return [
    endpoint({
      id: "listLogLines",
      method: "GET",
      path: "/system/log",
      tag: "system",
      summary: `List recent log lines, newest first; at most ${maxLines} are kept`,
      role: "owner",
      isForAllBots: true,
      query: {
        after: Type.Optional({ ...Position, description: "Only lines after this number" }),
        level: Type.Optional(
          Type.Enum(["info", "warn", "error"], { description: "Minimum level" }),
        ),
        text: Type.Optional(Type.String({ maxLength: 200, description: "Part of the text, ignoring case" })),
        limit: Limit,
      },
      status: 200,
      answer: LogLines,
      handle: ({ query: { limit = defaultLimit, ...filter } }) => ({
        items: log.find(filter, limit).map(({ atMs, ...line }) => ({ ...line, at: toMoment(atMs) })),
      }),
    }),
  ];
}
