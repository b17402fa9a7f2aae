import process from "node:process";
import type { CliHost } from "../cli/host.ts";
import { runCli } from "../cli/run_cli.ts";
import { systemClock } from "../base/clock.ts";
import { askHidden } from "../runtime/ask_hidden.ts";
import { sendRequest } from "../runtime/send_request.ts";
import {
  args,
  env,
  exit,
  onStop,
  progress,
  userName,
  write,
  writeErrorLine,
  writeLine,
} from "../runtime/process.ts";
import { openFolderAccounts, openFolderRegistry, rotateFolderSecrets } from "./open_folder.ts";
import type { ServerRuntime } from "./server.ts";
import { acceptFiles } from "../storage/data_files.ts";
import { databaseKinds } from "../storage/database_kinds.ts";
import { version } from "../version.ts";

/** Runs the command that the process was started with, and ends the process with its exit code. */
export async function main(runtime: ServerRuntime): Promise<void> {
  const host: CliHost = {
    env,
    cwd: process.cwd(),
    version,
    stdin: process.stdin,
    askHidden,
    userName,
    stdout: writeLine,
    write,
    progress,
    stderr: writeErrorLine,
    openRegistry: (folder) => openFolderRegistry(runtime.openDatabase, folder),
    openAccounts: (folder) => openFolderAccounts(runtime.openDatabase, folder),
    rotateSecrets: (folder) => rotateFolderSecrets(runtime.openDatabase, folder),
    acceptData: (dataDir) => acceptFiles(runtime.openDatabase, dataDir, databaseKinds),
    clock: systemClock,
    request: sendRequest,
    onStop,
    // Commands that need no server do not wait until all of it is loaded.
    removeBot: async (settings, botId, signal) =>
      await (await import("./remove_bot.ts")).removeBot(runtime, settings, botId, signal),
    openDoctor: async () => (await import("./doctor_system.ts")).createDoctorSystem(runtime.openDatabase),
    start: async (settings) => await (await import("./server.ts")).runServer(runtime, settings),
  };
  exit(await runCli(args, host));
}
