import { ApiClient } from "./api_client.ts";
import { RemoteBackup, RemoteBackups } from "./backup_list.ts";
import type { Command, CommandInput } from "./command.ts";
import { isOn } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { describeBytes } from "./output.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

const progressEveryMs = 500;

/** `botmux backup create` */
export const backupCreate: Command = {
  words: "backup create",
  summary: "Back up the databases of a running BotMux into its data folder",
  positionals: [],
  flags: [urlFlag, { ...jsonFlag, description: "Print the backup as JSON" }],
  settings: addressSettings,
  async run(input) {
    const { host, flags } = input;
    const api = new ApiClient(input);
    const stop = showProgress(api, input);
    const backup = await api.post("/backups", RemoteBackup).finally(stop);
    host.stdout(
      isOn(flags, "json")
        ? JSON.stringify(backup, null, 2)
        : `Backed up ${describeBytes(backup.bytes)} as ${backup.name}`,
    );
    return 0;
  },
};

/** Shows how much is copied until the returned function is called; on a terminal only. */
function showProgress(api: ApiClient, { host: { clock, progress } }: CommandInput): () => void {
  if (progress === undefined) return () => {};
  let isOver = false;
  let cancel = () => {};
  const look = async () => {
    // What keeps this from being answered keeps the backup from it too, which is told.
    const list = await api.get("/backups", RemoteBackups).catch(() => undefined);
    const running = list?.items.find(({ state }) => state === "running");
    if (isOver) return;
    if (running !== undefined) progress(`${describeBytes(running.bytes)} copied`);
    cancel = clock.schedule(look, progressEveryMs);
  };
  cancel = clock.schedule(look, progressEveryMs);
  return () => {
    isOver = true;
    cancel();
    progress("");
  };
}
