import Type, { type Static, type TSchema } from "typebox";
import { usageError } from "../base/errors.ts";
import { ApiClient } from "./api_client.ts";
import type { CommandInput } from "./command.ts";
import { pickBot } from "./find_bot.ts";
import { isOn, textOf } from "./flag_values.ts";
import { toPrintable } from "./output.ts";
import { listRemoteBots } from "./remote_bots.ts";

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What is read of a broadcast. */
export const RemoteBroadcast = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  kind: Type.String(),
  method: Type.String(),
  state: Type.String(),
  reason: nullable(Type.String()),
  detail: nullable(Type.String()),
  created_at: Type.String(),
  expected_end_at: nullable(Type.String()),
  total: Type.Integer(),
  remaining: Type.Integer(),
  sent: Type.Integer(),
  failed: Type.Integer(),
  uncertain: Type.Integer(),
  left_out: Type.Integer(),
  failures: Type.Record(Type.String(), Type.Integer()),
});
export type RemoteBroadcast = Static<typeof RemoteBroadcast>;

/** The broadcasts of one bot of a running BotMux. */
export interface RemoteBroadcasts {
  readonly api: ApiClient;
  /** Where the API has them. */
  readonly path: string;
}

/** The broadcasts of the bot that the flags name. @throws {UsageError} when it is not there, or cannot be told. */
export async function openBroadcasts(input: CommandInput): Promise<RemoteBroadcasts> {
  const api = new ApiClient(input);
  const { id } = pickBot(await listRemoteBots(api), textOf(input.flags, "bot"));
  return { api, path: `/bots/${id}/broadcasts` };
}

/** The broadcast that a command names, as a path below {@linkcode RemoteBroadcasts.path}. @throws {UsageError} when it names none. */
export function readBroadcastId({ positionals: [text = ""] }: CommandInput): number {
  if (!/^\d{1,15}$/.test(text)) throw usageError("broadcast_id_missing");
  return Number(text);
}

/** Prints a broadcast, as JSON where that is asked for. */
export function printBroadcast({ host, flags }: CommandInput, broadcast: RemoteBroadcast): void {
  const lines = isOn(flags, "json")
    ? [JSON.stringify(broadcast, null, 2)]
    : describeBroadcast(broadcast).map(toPrintable);
  for (const line of lines) host.stdout(line);
}

/** How far a broadcast is, on one line. */
export function describeProgress({ state, sent, total, failed, uncertain }: RemoteBroadcast): string {
  const counts = [
    `${sent} of ${total} sent`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(uncertain === 0 ? [] : [`${uncertain} uncertain`]),
  ];
  return `${state}: ${counts.join(", ")}`;
}

function describeBroadcast(broadcast: RemoteBroadcast): string[] {
  const { id, name, kind, method, reason, detail, failures, expected_end_at: end, remaining } = broadcast;
  const reasons = Object.entries(failures).map(([code, count]) => `${code} ${count}`).join(", ");
  const facts: readonly (readonly [string, string | number])[] = [
    ["method", kind === "send" ? method : `${method} (${kind})`],
    ["sent", `${broadcast.sent} of ${broadcast.total}`],
    ["remaining", end === null ? remaining : `${remaining}, until about ${toMinute(end)}`],
    ["failed", reasons === "" ? broadcast.failed : `${broadcast.failed} (${reasons})`],
    ["uncertain", broadcast.uncertain],
    ["left out", broadcast.left_out],
    ...(reason === null ? [] : [["reason", detail === null ? reason : `${reason}: ${detail}`] as const]),
  ];
  return [
    `Broadcast ${id}${name === "" ? "" : ` (${name})`}: ${broadcast.state}`,
    ...facts.map(([label, value]) => `  ${label.padEnd(9)}  ${value}`),
  ];
}

/** A moment to the minute, as tables show it. */
export function toMinute(moment: string): string {
  return moment.slice(0, 16).replace("T", " ");
}
