import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describeError, OperationalError, usageError } from "../base/errors.ts";
import { createSecretKey } from "../base/secret_key.ts";
import { fault } from "../faults/fault.ts";
import type { Command } from "./command.ts";

/** `botmux secret-key create` */
export const secretKeyCreate: Command = {
  words: "secret-key create",
  summary: "Generate a key to encrypt secrets with; print it, or write it to a new file",
  positionals: ["[FILE]"],
  flags: [],
  settings: [],
  run({ host, positionals: [name] }) {
    const key = createSecretKey();
    if (name === undefined) host.stdout(key);
    else {
      const file = resolve(host.cwd, name);
      writeKey(file, key);
      host.stdout(
        `Wrote a new key to ${file}, readable by you alone. Keep a copy apart from your backups: they cannot be read without it.`,
      );
    }
    return Promise.resolve(0);
  },
};

function writeKey(file: string, key: string): void {
  try {
    writeFileSync(file, `${key}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (isThere) throw usageError("secret_key_file_taken", { file });
    throw new OperationalError(fault("secret_key_file_unwritable", { file, said: describeError(error) }));
  }
}
