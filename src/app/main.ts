import process from "node:process";
import type { CliHost } from "../cli/host.ts";
import { runCli } from "../cli/run_cli.ts";
import { systemClock } from "../base/clock.ts";
import { Registry } from "../registry/registry.ts";
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
import type { ServerRuntime } from "./server.ts";
import { acceptFiles } from "../storage/data_files.ts";
import { databaseKinds } from "../storage/database_kinds.ts";
import { openAccounts } from "../storage/open_accounts.ts";
import { openRegistryStore } from "../storage/open_registry.ts";
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
    async openRegistry(dataDir) {
      const { store, close } = openRegistryStore(runtime.openDatabase, dataDir);
      return { registry: await Registry.open(store, systemClock), close };
    },
    openAccounts(dataDir) {
      const { database, close } = openRegistryStore(runtime.openDatabase, dataDir);
      return Promise.resolve({ accounts: openAccounts(database, systemClock), close });
    },
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
