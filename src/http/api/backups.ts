import Type from "typebox";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { BackupPort } from "./ports.ts";
import { Count } from "./wire.ts";

const BackupAnswer = Type.Object({
  name: Type.String({ description: "Name of its folder under `backups` in the data folder" }),
  bytes: Count,
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
      summary: "The backups there are, the newest first",
      role: "owner",
      status: 200,
      answer: BackupList,
      handle: async () => ({ items: [...await backups.list()] }),
    }),
    endpoint({
      id: "makeBackup",
      method: "POST",
      path: "/backups",
      tag: "backups",
      summary: "Copy all databases, consistently, while everything runs; the oldest of many goes",
      role: "owner",
      status: 201,
      answer: BackupAnswer,
      subject: ({ name }) => name,
      handle: () => backups.create(),
    }),
  ];
}
