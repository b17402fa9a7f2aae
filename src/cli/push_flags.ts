import { resolve } from "node:path";
import { type UsageError, usageError } from "../base/errors.ts";
import type { Consumer, PushTarget } from "../registry/registry_model.ts";
import { defaultPushConnections, findPushFault, type PushFault } from "../registry/push_rules.ts";
import { readCertificateFile } from "../settings/certificate_file.ts";
import { substituteText } from "../settings/substitute.ts";
import { ValueError } from "../settings/value_kind.ts";
import { toShownUrl, toWebhookUrl } from "../telegram/webhook_url.ts";
import type { Flag } from "./arguments.ts";
import type { CommandInput } from "./command.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { readFirstLine } from "./read_first_line.ts";

/** Flags that say where and how a consumer pushes. */
export const pushFlags: readonly Flag[] = [
  {
    name: "url",
    placeholder: "URL",
    isList: true,
    description:
      "Webhook URL; repeat it to spread chats over several backends. Here and in --header and --secret-token, " +
      "'${NAME}' in single quotes is taken from the environment and stays out of the shell's history",
  },
  {
    name: "secret-token",
    placeholder: "TEXT",
    description: "Sent as X-Telegram-Bot-Api-Secret-Token; - reads it from standard input",
  },
  {
    name: "header",
    placeholder: '"NAME: VALUE"',
    isList: true,
    description: "Request header to add; can be repeated",
  },
  {
    name: "max-connections",
    placeholder: "N",
    description: `Maximum concurrent requests per URL (default ${defaultPushConnections})`,
  },
  {
    name: "attempts",
    placeholder: "N",
    description: "Maximum attempts per update (default: until it expires)",
  },
  {
    name: "ip-address",
    placeholder: "ADDRESS",
    description: "IP address to connect to, instead of asking DNS",
  },
  {
    name: "certificate",
    placeholder: "FILE",
    description: "PEM file with the only certificate to trust, for a self-signed backend",
  },
];

/** Which flag a member of a target comes from. */
const flagOf: Readonly<Partial<Record<keyof PushTarget, string>>> = {
  urls: "url",
  secretToken: "secret-token",
  headers: "header",
  maxConnections: "max-connections",
  maxAttempts: "attempts",
  ipAddress: "ip-address",
  certificate: "certificate",
};

/**
 * The target that the flags describe; `undefined` when the consumer does not push.
 *
 * @throws {UsageError} when a value cannot be used, or the flags do not fit the mode. No value is repeated but names.
 */
export async function readPushTarget(
  input: CommandInput,
  mode: Consumer["mode"] | undefined,
): Promise<PushTarget | undefined> {
  const { flags } = input;
  if (mode !== "push") {
    const stray = pushFlags.find(({ name }) => flags.has(name));
    if (stray === undefined) return undefined;
    throw usageError("flag_needs_push", { flag: stray.name });
  }
  if (!flags.has("url")) throw usageError("flag_url_missing");
  const target = await toPushTarget(input);
  const fault = findPushFault(target);
  if (fault !== undefined) throw toUsageError(fault);
  return target;
}

/** Where a consumer pushes, without what may be secret; empty for none. */
export function describePush(push: PushTarget | undefined): string {
  const [first, ...more] = push?.urls ?? [];
  if (first === undefined) return "";
  return `${toShownUrl(first)}${more.length === 0 ? "" : ` and ${more.length} more`}`;
}

async function toPushTarget(input: CommandInput): Promise<PushTarget> {
  const { flags, host } = input;
  return {
    // What is no URL stays as it is, and is found by the rules.
    urls: textsOf(input, "url").map((text) => toWebhookUrl(text) ?? text),
    secretToken: textOf(flags, "secret-token") === "-"
      ? (await readFirstLine(host.stdin)).trim()
      : textsOf(input, "secret-token")[0] ?? "",
    headers: toHeaders(textsOf(input, "header")),
    maxConnections: valueOf(flags, "max-connections", parseCount) ?? defaultPushConnections,
    maxAttempts: valueOf(flags, "attempts", parseCount) ?? 0,
    ipAddress: textsOf(input, "ip-address")[0] ?? "",
    certificate: valueOf(flags, "certificate", (path) => readCertificateFile(resolve(host.cwd, path))) ?? "",
    accessTokenId: 0,
  };
}

/** All values of a flag, with variables in their places. An empty one would disable what it was given for. */
function textsOf({ flags, host }: CommandInput, name: string): string[] {
  return (flags.get(name) ?? []).map((given) => {
    const text = substituteText(given, host.env, "the command line", [`--${name}`]);
    if (text.trim() !== "") return text;
    throw usageError("flag_empty", { flag: name });
  });
}

function toHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^:]+):(.*)$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw usageError("flag_header_invalid");
    }
    if (headers.has(name)) {
      throw usageError("flag_header_repeated");
    }
    headers.set(name, value.trim());
  }
  return Object.fromEntries(headers);
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new ValueError("a whole number of at least 1");
  return Number(text);
}

function toUsageError({ path: [member, ...rest], expected }: PushFault): UsageError {
  const detail = member === "headers" && rest.length > 0 ? ` ${rest.join(" ")}` : "";
  return usageError("flag_target_invalid", { flag: `${flagOf[member] ?? member}${detail}`, expected });
}
