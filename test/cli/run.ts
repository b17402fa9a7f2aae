import type { CliHost, OpenAccounts } from "../../src/cli/host.ts";
import { decodeUtf8 } from "../../src/base/bytes.ts";
import { systemClock } from "../../src/base/clock.ts";
import { runCli } from "../../src/cli/run_cli.ts";
import { sendRequest } from "../../src/runtime/send_request.ts";
import { createDoctorSystem } from "../../src/app/doctor_system.ts";
import { openFolderAccounts, openFolderRegistry, rotateFolderSecrets } from "../../src/app/open_folder.ts";
import { removeBot } from "../../src/app/remove_bot.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { acceptFiles } from "../../src/storage/data_files.ts";
import { databaseKinds } from "../../src/storage/database_kinds.ts";
import { openAccounts } from "../../src/storage/open_accounts.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { openDatabase } from "../support/this_driver.ts";
import { platform } from "../support/this_platform.ts";

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A working folder in which commands run on real files. */
export interface Shell extends Disposable {
  readonly cwd: string;
  /** Settings that start was given, one per run. */
  readonly started: Settings[];
  /** Runs a command; words are separated by spaces. */
  run(
    line: string | readonly string[],
    more?: Partial<
      Pick<CliHost, "env" | "stdin" | "askHidden" | "clock" | "progress" | "onStop" | "openDoctor">
    >,
  ): Promise<Outcome>;
}

/** A new working folder. `startError` is what the server fails with. */
export function createShell(startError?: Error): Shell {
  const folder = createTempFolder();
  const started: Settings[] = [];
  return {
    cwd: folder.path,
    started,
    async run(line, more = {}) {
      const [stdout, stderr]: [string[], string[]] = [[], []];
      const words = typeof line === "string" ? line.split(" ").filter(Boolean) : line;
      const code = await runCli(words, {
        env: more.env ?? {},
        cwd: folder.path,
        version: "1.2.3",
        stdin: more.stdin ?? toStream(),
        askHidden: more.askHidden,
        userName: "tester",
        stdout: (text) => stdout.push(text),
        write(bytes) {
          stdout.push(decodeUtf8(bytes).replace(/\n$/, ""));
          return Promise.resolve(true);
        },
        progress: more.progress,
        stderr: (text) => stderr.push(text),
        openRegistry: (folder) => openFolderRegistry(openDatabase, folder),
        openAccounts: (folder) => openFolderAccounts(openDatabase, folder),
        rotateSecrets: (folder) => rotateFolderSecrets(openDatabase, folder),
        acceptData: (dataDir) => acceptFiles(openDatabase, dataDir, databaseKinds),
        clock: more.clock ?? systemClock,
        request: sendRequest,
        onStop: more.onStop ?? (() => () => {}),
        removeBot: (settings, botId, signal) =>
          removeBot({ platform, openDatabase }, settings, botId, signal),
        openDoctor: more.openDoctor ?? (() => Promise.resolve(createDoctorSystem(openDatabase))),
        start(settings) {
          if (startError !== undefined) throw startError;
          started.push(settings);
          return Promise.resolve(0);
        },
      });
      return { code, stdout: stdout.join("\n"), stderr: stderr.join("\n") };
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** The accounts of a data folder, on a real database. */
export function openShellAccounts(dataDir: string): OpenAccounts {
  const { database, close } = openRegistryStore(openDatabase, dataDir);
  return { accounts: openAccounts(database, systemClock), close };
}

/** Standard input with these parts. */
export async function* toStream(
  ...parts: readonly (string | Uint8Array)[]
): AsyncGenerator<string | Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part);
}
