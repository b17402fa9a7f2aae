import { maxPasswordLength, minPasswordLength } from "../account/password_hash.ts";
import { usageError } from "../base/errors.ts";
import { randomUrlSafe } from "../base/secrets.ts";
import type { Flag } from "./arguments.ts";
import type { CommandInput } from "./command.ts";
import { isOn } from "./flag_values.ts";
import { readFirstLine } from "./read_first_line.ts";

/** 120 random bits. */
const generatedLength = 20;

/** The flag that has BotMux choose a password. */
export const generateFlag: Flag = {
  name: "generate",
  placeholder: "",
  description: "Generate a random password and print it, instead of prompting for one",
};

/** A password that is to be set. */
interface GivenPassword {
  readonly password: string;
  /** Whether nobody knows it yet. */
  readonly isGenerated: boolean;
}

/**
 * A new password: made, typed twice without being shown, or the first line of what is piped in. Never an argument: those
 * stay in the shell's history and can be seen by everybody on the machine.
 *
 * @throws {UsageError} when it is too short or too long, or was not typed alike.
 */
export async function readPassword({ host, flags }: CommandInput): Promise<GivenPassword> {
  if (isOn(flags, generateFlag.name)) {
    return { password: randomUrlSafe(generatedLength), isGenerated: true };
  }
  const password = host.askHidden === undefined
    ? await readFirstLine(host.stdin)
    : await host.askHidden("Password: ");
  if (password.length < minPasswordLength || password.length > maxPasswordLength) {
    throw usageError("password_length", { min: minPasswordLength, max: maxPasswordLength });
  }
  if (host.askHidden !== undefined && await host.askHidden("Once more: ") !== password) {
    throw usageError("password_differs");
  }
  return { password, isGenerated: false };
}

/** Shows a password that nobody knows yet. */
export function showGenerated({ host }: CommandInput, { password, isGenerated }: GivenPassword): void {
  if (isGenerated) host.stdout(`Its password, shown this once: ${password}`);
}
