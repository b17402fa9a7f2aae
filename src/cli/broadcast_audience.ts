import Type from "typebox";
import { usageError } from "../base/errors.ts";
import { ValueError } from "../base/value_kind.ts";
import type { Flag } from "./arguments.ts";
import type { CommandInput } from "./command.ts";
import { listOf, textOf, valueOf } from "./flag_values.ts";
import { parseId } from "./id_text.ts";
import { parseMoment } from "./moment_text.ts";
import { readInput, readLines } from "./read_input.ts";
import type { RemoteBroadcasts } from "./remote_broadcasts.ts";

/** Maximum chats in one request. */
const pageChats = 10_000;
const maxLineCharacters = 4_096;

const filterFlags: readonly Flag[] = [
  {
    name: "tags",
    placeholder: "NAME,…",
    description: "With --to private, only people with any of these tags",
  },
  {
    name: "without-tags",
    placeholder: "NAME,…",
    description: "With --to private, only people with none of these",
  },
  {
    name: "languages",
    placeholder: "CODE,…",
    description: "With --to private, only people whose app has one of these languages, such as de,pt-BR",
  },
  {
    name: "active-since",
    placeholder: "TIME|DURATION",
    description: "With --to private, only people active since a time, or in the last 30d",
  },
  {
    name: "inactive-since",
    placeholder: "TIME|DURATION",
    description: "With --to private, only people not active since then",
  },
];

/** Flags that say who gets a broadcast. */
export const audienceFlags: readonly Flag[] = [
  {
    name: "to",
    placeholder: "private|tag:NAME|file:PATH|ID,…",
    description:
      "Who gets it: all private chats in the archive, users with a tag, chat IDs at the start of each line of a file " +
      "(file:- reads standard input), or these chats",
  },
  ...filterFlags,
];

/** Who gets a broadcast: what the API is told of an audience that it looks up, or named chats in pages. */
export type AudienceChoice =
  | { readonly kind: "lookup"; readonly audience: Readonly<Record<string, unknown>> }
  | { readonly kind: "chats"; readonly pages: AsyncIterable<readonly number[]> };

const RemoteTag = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  chat: Type.Union([Type.Integer(), Type.Null()]),
});

/** The audience that the flags describe. @throws {UsageError} when there is none, or it cannot be used. */
export async function readAudience(
  input: CommandInput,
  broadcasts: RemoteBroadcasts,
): Promise<AudienceChoice> {
  const { host, flags } = input;
  const to = textOf(flags, "to");
  if (to === undefined) throw usageError("broadcast_audience_missing");
  const stray = to === "private" ? undefined : filterFlags.find(({ name }) => flags.has(name));
  if (stray !== undefined) throw usageError("flag_needs_private", { flag: stray.name });
  if (to === "private") return { kind: "lookup", audience: await readPrivate(input, broadcasts) };
  const [, kind, rest = ""] = /^(tag|file):(.+)$/s.exec(to) ?? [];
  if (kind === "tag") {
    const [tag] = await findTags(broadcasts, [rest]);
    return { kind: "lookup", audience: { kind: "tag", tag } };
  }
  if (kind === "file") {
    return {
      kind: "chats",
      pages: toPages(readChatIds(readLines(readInput(host, rest), maxLineCharacters))),
    };
  }
  return { kind: "chats", pages: toPages(listOf(flags, "to", parseChat) ?? []) };
}

async function readPrivate({ host, flags }: CommandInput, broadcasts: RemoteBroadcasts) {
  if (!filterFlags.some(({ name }) => flags.has(name))) return { kind: "private" };
  const tagsOf = async (flag: string) => {
    const names = listOf(flags, flag, String);
    return names && await findTags(broadcasts, names);
  };
  const momentOf = (flag: string) => {
    const ms = valueOf(flags, flag, (text) => parseMoment(text, host.clock.now()));
    return ms === undefined ? undefined : new Date(ms).toISOString();
  };
  return {
    kind: "filter",
    filter: {
      tags: await tagsOf("tags"),
      without_tags: await tagsOf("without-tags"),
      languages: listOf(flags, "languages", String),
      active_since: momentOf("active-since"),
      inactive_since: momentOf("inactive-since"),
    },
  };
}

/** Ids of the tags for a bot's users that have these names. @throws {UsageError} when there is none. */
async function findTags({ api, path }: RemoteBroadcasts, names: readonly string[]): Promise<number[]> {
  const tags = await api.list(path.replace(/broadcasts$/, "tags"), RemoteTag, { cursorName: "after" });
  return names.map((wanted) => {
    const name = wanted.toLowerCase();
    const tag = tags.find((each) => each.chat === null && each.name.toLowerCase() === name);
    if (tag === undefined) throw usageError("tag_not_known", { tag: JSON.stringify(wanted.slice(0, 64)) });
    return tag.id;
  });
}

function parseChat(text: string): number {
  try {
    return parseId(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError("private, tag:NAME, file:PATH, or chat IDs such as 77,-1001234567890");
  }
}

/** The ids that lines begin with; empty lines are passed over. @throws {UsageError} for another line. */
async function* readChatIds(lines: AsyncIterable<string>): AsyncGenerator<number> {
  let count = 0;
  for await (const line of lines) {
    count++;
    const [word = ""] = line.trim().split(/[\s,;]/, 1);
    if (word === "") continue;
    yield readChatId(word, count);
  }
}

function readChatId(word: string, line: number): number {
  try {
    return parseId(word);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw usageError("chat_line_invalid", { line });
  }
}

async function* toPages(
  chats: AsyncIterable<number> | Iterable<number>,
): AsyncGenerator<readonly number[]> {
  let page: number[] = [];
  for await (const chat of chats) {
    page.push(chat);
    if (page.length < pageChats) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
