import { resolve } from "node:path";
import { type UsageError, usageError } from "../base/errors.ts";
import { createPushTarget, type PushTarget, pushTarget } from "../registry/entities/push_target.ts";
import { findPushFault, type PushFault } from "../registry/push_rules.ts";
import type { Consumer } from "../registry/entities/consumer.ts";
import { readCertificateFile } from "../settings/certificate_file.ts";
import { substituteText } from "../settings/substitute.ts";
import { toShownUrl } from "../telegram/webhook_url.ts";
import type { CommandInput } from "./command.ts";
import { entityFlags, readEntityFlags } from "./entity_flags.ts";
import { textOf, valueOf } from "./flag_values.ts";
import { readFirstLine } from "./read_first_line.ts";

/** Flags that say where and how a consumer pushes. */
export const pushFlags = entityFlags(pushTarget, {
  urls:
    ". Here and in --header and --secret-token, '${NAME}' in single quotes is taken from the environment and " +
    "stays out of the shell's history",
  secretToken: "; - reads it from standard input",
  signingSecrets: "; can be given twice",
  headers: "; can be repeated",
});

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
  const textOfFlag = (flag: string) => textsOf(input, flag)[0];
  const { secretToken: { flag: secretFlag } } = pushTarget;
  const secret = textOf(flags, secretFlag) === "-" ? (await readFirstLine(host.stdin)).trim() : undefined;
  return createPushTarget({
    urls: [],
    ...readEntityFlags(pushTarget, input, {
      urls: (flag) => textsOf(input, flag),
      secretToken: (flag) => secret ?? textOfFlag(flag),
      signingSecrets: (flag) => textsOf(input, flag),
      headers: (flag) => toHeaders(textsOf(input, flag)),
      ipAddress: textOfFlag,
      certificate: (flag) => valueOf(flags, flag, (path) => readCertificateFile(resolve(host.cwd, path))),
    }),
  });
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

function toUsageError({ path: [member, ...rest], fault }: PushFault): UsageError {
  const detail = member === "headers" && rest.length > 0 ? ` ${rest.join(" ")}` : "";
  return usageError("flag_target_invalid", { flag: `${pushTarget[member].flag}${detail}`, wrong: fault });
}
