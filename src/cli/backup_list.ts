import Type, { type Static } from "typebox";
import { ApiClient } from "./api_client.ts";
import type { Command } from "./command.ts";
import { isOn } from "./flag_values.ts";
import { jsonFlag } from "./json_flag.ts";
import { describeBytes, toTable } from "./output.ts";
import { addressSettings, urlFlag } from "./server_address.ts";

/** A backup as the API answers it. */
export const RemoteBackup = Type.Object({
  name: Type.String(),
  bytes: Type.Integer(),
  state: Type.String(),
});

/** What `GET /backups` answers. */
export const RemoteBackups = Type.Object({ items: Type.Array(RemoteBackup) });

/** `botmux backup list` */
export const backupList: Command = {
  words: "backup list",
  summary: "List the backups of a running BotMux, newest first",
  positionals: [],
  flags: [urlFlag, jsonFlag],
  settings: addressSettings,
  async run(input) {
    const { items } = await new ApiClient(input).get("/backups", RemoteBackups);
    const lines = isOn(input.flags, "json")
      ? [JSON.stringify(items, null, 2)]
      : toTable(["NAME", "STATE", "SIZE"], items.map(toRow));
    for (const line of lines) input.host.stdout(line);
    return 0;
  },
};

function toRow({ name, state, bytes }: Static<typeof RemoteBackup>): string[] {
  return [name, state, describeBytes(bytes)];
}
