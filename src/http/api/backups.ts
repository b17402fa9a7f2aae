import Type, { type Static } from "typebox";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { BackupPort, BackupRecord } from "./ports.ts";

const BackupName = Type.String({
  pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}\\.[0-9]{3}Z$",
  description: "Name of its folder under `backups` in the data folder: its start time",
});

const BackupAnswer = Type.Object({
  name: BackupName,
  bytes: Type.Integer({ minimum: 0, description: "Bytes copied so far while it is in progress" }),
  state: Type.Enum(["running", "complete"]),
}, { title: "Backup" });

/** All backups. */
export const BackupList = Type.Object({ items: Type.Array(BackupAnswer) });

/** `/backups` */
export function backupEndpoints(backups: BackupPort): Endpoint[] {
  return [
    endpoint({
      id: "listBackups",
      method: "GET",
      path: "/backups",
      tag: "backups",
      summary: "List backups, newest first, including one in progress",
      role: "owner",
      isForAllBots: true,
      status: 200,
      answer: BackupList,
      handle: async () => ({ items: (await backups.list()).map(toBackupAnswer) }),
    }),
    endpoint({
      id: "makeBackup",
      method: "POST",
      path: "/backups",
      tag: "backups",
      summary:
        "Create a backup of all databases while BotMux runs; it continues if the client disconnects, and the oldest " +
        "of too many is deleted",
      role: "owner",
      isForAllBots: true,
      status: 201,
      answer: BackupAnswer,
      subject: ({ name }) => name,
      handle: async () => toBackupAnswer(await backups.create()),
    }),
    endpoint({
      id: "removeBackup",
      method: "DELETE",
      path: "/backups/{backup}",
      tag: "backups",
      summary: "Delete a backup, or cancel the one in progress",
      role: "owner",
      isForAllBots: true,
      parameters: { backup: BackupName },
      status: 204,
      async handle({ path: { backup } }) {
        if (!await backups.remove(backup)) throw notFound("backup");
      },
    }),
  ];
}

function toBackupAnswer({ name, bytes, isComplete }: BackupRecord): Static<typeof BackupAnswer> {
  return { name, bytes, state: isComplete ? "complete" : "running" };
}
