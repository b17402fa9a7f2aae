import { describeError, OperationalError, UsageError, usageError } from "../base/errors.ts";
import { maskSecrets } from "../base/secrets.ts";
import { findNearest } from "../base/nearest.ts";
import { describeRenamed, renamed } from "../base/renamed.ts";
import { agentAdd } from "./agent_add.ts";
import { agentList } from "./agent_list.ts";
import { agentRemove } from "./agent_remove.ts";
import { apiKeyAdd } from "./api_key_add.ts";
import { apiKeyList } from "./api_key_list.ts";
import { apiKeyRevoke } from "./api_key_revoke.ts";
import { parseArguments } from "./arguments.ts";
import { backupCreate } from "./backup_create.ts";
import { backupList } from "./backup_list.ts";
import { botAdd } from "./bot_add.ts";
import { botList } from "./bot_list.ts";
import { botRemove } from "./bot_remove.ts";
import { botSet } from "./bot_set.ts";
import { broadcastCancel, broadcastPause, broadcastResume } from "./broadcast_change.ts";
import { broadcastCreate } from "./broadcast_create.ts";
import { broadcastList } from "./broadcast_list.ts";
import { broadcastRecipients } from "./broadcast_recipients.ts";
import { broadcastRemove } from "./broadcast_remove.ts";
import { broadcastShow } from "./broadcast_show.ts";
import { broadcastTest } from "./broadcast_test_message.ts";
import { type Command, flagsOf } from "./command.ts";
import { createCompletion } from "./completion.ts";
import { configCheck } from "./config_check.ts";
import { configSchema } from "./config_schema.ts";
import { consumerAdd } from "./consumer_add.ts";
import { consumerDisable } from "./consumer_disable.ts";
import { consumerEnable } from "./consumer_enable.ts";
import { consumerList } from "./consumer_list.ts";
import { consumerRemove } from "./consumer_remove.ts";
import { consumerSet } from "./consumer_set.ts";
import { dataAccept } from "./data_accept.ts";
import { doctor } from "./doctor/doctor.ts";
import { exportCommand } from "./export.ts";
import { describeAll, describeCommand } from "./help.ts";
import type { CliHost } from "./host.ts";
import { listen } from "./listen.ts";
import { mcp } from "./mcp.ts";
import { operatorAdd } from "./operator_add.ts";
import { operatorList } from "./operator_list.ts";
import { operatorRemove } from "./operator_remove.ts";
import { operatorSet } from "./operator_set.ts";
import { operatorSetPassword } from "./operator_set_password.ts";
import { replay } from "./replay.ts";
import { search } from "./search.ts";
import { setupLink } from "./setup_link.ts";
import { secretKeyCreate } from "./secret_key_create.ts";
import { secretKeyRotate } from "./secret_key_rotate.ts";
import { start } from "./start.ts";
import { statusCommand } from "./status.ts";
import { tail } from "./tail.ts";
import { tokenAdd } from "./token_add.ts";
import { tokenList } from "./token_list.ts";
import { tokenRevoke } from "./token_revoke.ts";
import { tokenRotate } from "./token_rotate.ts";
import { tokenSet } from "./token_set.ts";
import { versionCommand } from "./version.ts";

const commands: readonly Command[] = [
  start,
  statusCommand,
  doctor,
  botAdd,
  botList,
  botRemove,
  botSet,
  consumerAdd,
  consumerDisable,
  consumerEnable,
  consumerList,
  consumerRemove,
  consumerSet,
  tokenAdd,
  tokenList,
  tokenSet,
  tokenRotate,
  tokenRevoke,
  agentAdd,
  agentList,
  agentRemove,
  operatorAdd,
  operatorList,
  operatorRemove,
  operatorSet,
  operatorSetPassword,
  apiKeyAdd,
  apiKeyList,
  apiKeyRevoke,
  setupLink,
  broadcastCreate,
  broadcastTest,
  broadcastList,
  broadcastShow,
  broadcastRecipients,
  broadcastPause,
  broadcastResume,
  broadcastCancel,
  broadcastRemove,
  tail,
  listen,
  replay,
  search,
  mcp,
  exportCommand,
  backupCreate,
  backupList,
  secretKeyCreate,
  secretKeyRotate,
  dataAccept,
  configSchema,
  configCheck,
  createCompletion(() => commands),
  versionCommand,
];

/**
 * Runs the command that `words` (the arguments after the program's name) ask for.
 *
 * @returns the exit code: 0, 2 for a mistake in how it was called or configured, 1 for everything else. What went
 * wrong is said on stderr in one sentence in which no secret can stand.
 */
export async function runCli(words: readonly string[], host: CliHost): Promise<number> {
  try {
    return await dispatch(words, host);
  } catch (error) {
    host.stderr(maskSecrets(describeFailure(error)));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** What went wrong, with its code where it is expected. */
function describeFailure(error: unknown): string {
  if (error instanceof UsageError || error instanceof OperationalError) {
    return `${error.message} (${error.fault.code})`;
  }
  return `BotMux failed: ${describeError(error)}`;
}

async function dispatch(given: readonly string[], host: CliHost): Promise<number> {
  const words = renameCommand(given, host);
  const flagsEnd = words.indexOf("--");
  const asked = new Set(flagsEnd < 0 ? words : words.slice(0, flagsEnd));
  const [first] = words;
  const isVersion = first === "-v" || asked.has("--version") && (first === "start" || first?.startsWith("-"));
  if (isVersion) return await versionCommand.run(emptyInput(host));
  const isHelp = first === "help" || asked.has("--help") || asked.has("-h");
  const found = findCommand(first === "help" ? words.slice(1) : words, isHelp);
  if (isHelp) {
    const lines = found === undefined ? describeAll(commands, start) : describeCommand(found.command);
    for (const line of lines) host.stdout(line);
    return 0;
  }
  const { command, rest } = found ?? { command: start, rest: words };
  const parsed = parseArguments(renameFlags(rest, command, host), flagsOf(command));
  const max = command.positionals.length;
  if (parsed.positionals.length > max) {
    // Not repeated: a token may stand in the wrong place.
    const usage = ["botmux", command.words, ...command.positionals].join(" ");
    throw usageError("command_too_long", { count: parsed.positionals.length - max, usage });
  }
  return await command.run({ ...parsed, host });
}

/** The words under today's names of commands; says so on stderr where they had another one. */
function renameCommand(words: readonly string[], { stderr }: CliHost): readonly string[] {
  const [first, second, ...rest] = words;
  const from = `${first} ${second}`;
  const to = renamed.commands.get(from);
  if (to === undefined) return words;
  stderr(`Warning: ${describeRenamed(`botmux ${from}`, `botmux ${to}`)}`);
  return [...to.split(" "), ...rest];
}

/** The arguments of a command under today's names of its flags; says so on stderr where they had other ones. */
function renameFlags(words: readonly string[], { words: command }: Command, { stderr }: CliHost): string[] {
  const end = words.indexOf("--");
  return words.map((word, index) => {
    const [, from = "", value = ""] = /^--([a-z-]+)((?:=.*)?)$/s.exec(word) ?? [];
    const to = renamed.flags.get(command)?.get(from);
    if (to === undefined || end >= 0 && index > end) return word;
    stderr(`Warning: ${describeRenamed(`--${from}`, `--${to}`)}`);
    return `--${to}${value}`;
  });
}

/** The command that `words` begin with; `undefined` when they begin with a flag, or with nothing. */
function findCommand(words: readonly string[], isHelp: boolean) {
  const [first, second] = words;
  if (first === undefined || first.startsWith("-")) return undefined;
  const command = commands.find((each) => each.words === first || each.words === `${first} ${second}`);
  if (command !== undefined) return { command, rest: words.slice(command.words.split(" ").length) };
  const members = membersOf(first);
  if (members.length === 0) throw unknownCommand(first, second);
  if (isHelp) return undefined;
  const nearest = second === undefined ? undefined : findMember(first, second);
  if (nearest !== undefined) throw noSuchCommand(`${first} ${second}`, nearest);
  throw usageError("command_incomplete", { choice: toChoice(members) });
}

function unknownCommand(first: string, second = ""): UsageError {
  const nearest = findNearest(first, commands.map((each) => each.words.split(" ")[0] ?? ""));
  const member = nearest && findMember(nearest, second);
  return noSuchCommand(member === undefined ? first : `${first} ${second}`, member ?? nearest);
}

function noSuchCommand(words: string, nearest: string | undefined): UsageError {
  // Repeated only when it looks like words: a token may stand in the wrong place.
  if (!/^[a-z -]{1,40}$/i.test(words)) return usageError("command_unreadable");
  return nearest === undefined
    ? usageError("command_unknown", { command: words })
    : usageError("command_misspelt", { command: words, nearest });
}

/** The commands that begin with a word, such as those of `bot`. */
function membersOf(first: string): string[] {
  return commands.map((each) => each.words).filter((words) => words.startsWith(`${first} `));
}

/** The command of `first` whose second word was probably meant by `second`. */
function findMember(first: string, second: string): string | undefined {
  const nearest = findNearest(second, membersOf(first).map((words) => words.slice(first.length + 1)));
  return nearest && `${first} ${nearest}`;
}

function toChoice(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function emptyInput(host: CliHost) {
  return { host, positionals: [], flags: new Map<string, readonly string[]>() };
}
