import Type, { type Static } from "typebox";
import Value from "typebox/value";
import { describeError, usageError } from "../base/errors.ts";
import { findWindowFault, TimeWindow } from "../base/time_window.ts";
import { ValueError } from "../base/value_kind.ts";
import { type AudienceChoice, audienceFlags, readAudience } from "./broadcast_audience.ts";
import { type BroadcastMessage, messageFlags, readMessage } from "./broadcast_message.ts";
import type { Command, CommandInput } from "./command.ts";
import { botFlag } from "./find_bot.ts";
import { isOn, textOf, valueOf } from "./flag_values.ts";
import type { CliHost } from "./host.ts";
import { followBroadcast, followFlag } from "./follow_broadcast.ts";
import { jsonFlag } from "./json_flag.ts";
import { toPrintable } from "./output.ts";
import {
  openBroadcasts,
  printBroadcast,
  RemoteBroadcast,
  type RemoteBroadcasts,
} from "./remote_broadcasts.ts";
import { addressSettings, urlFlag } from "./server_address.ts";
import { takeUntil, untilStopped } from "./stopping.ts";

const Preview = Type.Object({
  audience: Type.Integer(),
  left_out: Type.Integer(),
  is_complete: Type.Boolean(),
  example: Type.Object({ method: Type.String(), parameters: Type.Record(Type.String(), Type.Unknown()) }),
});

/** A broadcast for named chats, and these. */
interface Upload {
  readonly body: BroadcastMessage;
  readonly pages: AsyncIterable<readonly number[]>;
}

/** `botmux broadcast create` */
export const broadcastCreate: Command = {
  words: "broadcast create",
  summary: "Send one message to many people",
  positionals: [],
  flags: [
    urlFlag,
    botFlag,
    ...messageFlags,
    ...audienceFlags,
    { name: "name", placeholder: "TEXT", description: "Name of the broadcast" },
    {
      name: "quiet-hours",
      placeholder: "FROM-TO@ZONE",
      description: "Time of day in which nothing is sent, such as 21:00-09:00@Europe/Berlin",
    },
    {
      name: "include-unreachable",
      placeholder: "",
      description: "Also try people whom earlier broadcasts could not reach",
    },
    {
      name: "retry-uncertain",
      placeholder: "",
      description: "Repeat messages that may not have been sent; some people may get them twice",
    },
    { name: "draft", placeholder: "", description: "Save a draft; botmux broadcast resume starts it" },
    {
      name: "dry-run",
      placeholder: "",
      description: "Send nothing; print how many people would get it, and an example of the call",
    },
    followFlag,
    { ...jsonFlag, description: "Print the broadcast, or what a dry run finds, as JSON" },
  ],
  settings: addressSettings,
  run: createBroadcast,
};

async function createBroadcast(input: CommandInput): Promise<number> {
  const { host, flags } = input;
  if (isOn(flags, "draft") && isOn(flags, "follow")) {
    throw usageError("flags_exclude", { flag: "draft", other: "follow" });
  }
  if (textOf(flags, "to") === "file:-" && textOf(flags, "parameters") === "-") {
    throw usageError("stdin_twice");
  }
  const options = readOptions(input);
  const message = await readMessage(input);
  const broadcasts = await openBroadcasts(input);
  const audience = await readAudience(input, broadcasts);
  if (isOn(flags, "dry-run")) return await printPreview(input, broadcasts, message, audience);
  const body = { ...message, ...options };
  const created = audience.kind === "lookup"
    ? await broadcasts.api.post(broadcasts.path, RemoteBroadcast, {
      ...body,
      audience: audience.audience,
      draft: isOn(flags, "draft"),
    })
    : await addNamed(input, broadcasts, { body, pages: audience.pages });
  if (!isOn(flags, "follow")) {
    printBroadcast(input, created);
    return 0;
  }
  if (!isOn(flags, "json")) host.stdout(`Started broadcast ${created.id}`);
  return await followBroadcast(input, broadcasts, created.id);
}

function readOptions({ flags }: CommandInput) {
  return {
    name: textOf(flags, "name"),
    quiet_hours: valueOf(flags, "quiet-hours", parseQuietHours),
    include_unreachable: isOn(flags, "include-unreachable"),
    retry_uncertain: isOn(flags, "retry-uncertain"),
  };
}

function parseQuietHours(text: string): TimeWindow {
  const [, from, to, zone] = /^([\d:]+)-([\d:]+)@(\S+)$/.exec(text) ?? [];
  const window = { zone, from, to };
  if (Value.Check(TimeWindow, window) && findWindowFault(window) === undefined) return window;
  throw new ValueError("hours and a time zone, such as 21:00-09:00@Europe/Berlin");
}

/** Adds a draft, page by page, and starts it unless it is to stay one. */
async function addNamed(
  input: CommandInput,
  broadcasts: RemoteBroadcasts,
  upload: Upload,
): Promise<RemoteBroadcast> {
  const { api, path } = broadcasts;
  const id = await untilStopped(input, ({ stop }) => uploadDraft(input, broadcasts, { ...upload, stop }));
  if (isOn(input.flags, "draft")) return await api.get(`${path}/${id}`, RemoteBroadcast);
  try {
    return await api.post(`${path}/${id}/resume`, RemoteBroadcast);
  } catch (error) {
    input.host.stderr(`Broadcast ${id} may not have started; see botmux broadcast show ${id}.`);
    throw error;
  }
}

/** Adds a draft for named chats; gives its id. One that cannot be completed is removed. */
async function uploadDraft(
  { host }: CommandInput,
  broadcasts: RemoteBroadcasts,
  { body, pages, stop }: Upload & { readonly stop: AbortSignal },
): Promise<number> {
  const { api, path } = broadcasts;
  let id: number | undefined;
  let count = 0;
  try {
    for await (const chats of takeUntil(pages, stop)) {
      if (id === undefined) {
        const draft = { ...body, audience: { kind: "chats", chats }, draft: true };
        ({ id } = await api.post(path, RemoteBroadcast, draft));
      } else await api.post(`${path}/${id}/chats`, Type.Unknown(), { chats });
      host.progress?.(`${count += chats.length} chats added`);
    }
    if (stop.aborted) throw usageError("command_cancelled");
  } catch (error) {
    if (id !== undefined) await removeDraft(host, broadcasts, id);
    throw error;
  } finally {
    host.progress?.("");
  }
  if (id === undefined) throw usageError("broadcast_chats_missing");
  return id;
}

async function removeDraft(
  { stderr }: Pick<CliHost, "stderr">,
  { api, path }: RemoteBroadcasts,
  id: number,
): Promise<void> {
  try {
    await api.remove(`${path}/${id}`);
  } catch (error) {
    stderr(`Cannot remove draft ${id}: ${describeError(error)} Run botmux broadcast remove ${id}.`);
  }
}

async function printPreview(
  { host, flags }: CommandInput,
  { api, path }: RemoteBroadcasts,
  message: BroadcastMessage,
  choice: AudienceChoice,
): Promise<number> {
  const ask = (audience: unknown) => api.post(`${path}/preview`, Preview, { ...message, audience });
  let preview: Static<typeof Preview> | undefined;
  if (choice.kind === "lookup") preview = await ask(choice.audience);
  else {
    for await (const chats of choice.pages) {
      preview = preview === undefined
        ? await ask({ kind: "chats", chats })
        : { ...preview, audience: preview.audience + chats.length };
    }
  }
  if (preview === undefined) throw usageError("broadcast_chats_missing");
  const lines = isOn(flags, "json") ? [JSON.stringify(preview, null, 2)] : describePreview(preview);
  for (const line of lines) host.stdout(line);
  return 0;
}

function describePreview(
  { audience, left_out: leftOut, is_complete: isComplete, example }: Static<typeof Preview>,
) {
  const chats = isComplete ? `${audience} ${audience === 1 ? "chat" : "chats"}` : `${audience} chats or more`;
  const unreachable = leftOut === 0 ? "" : `; ${leftOut} unreachable are left out`;
  return [
    `Would send to ${chats}${unreachable}. Example:`,
    toPrintable(`${example.method} ${JSON.stringify(example.parameters)}`),
  ];
}
