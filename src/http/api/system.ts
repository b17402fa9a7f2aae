import Type from "typebox";
import { type Endpoint, endpoint } from "./endpoint.ts";
import type { ApiPorts } from "./ports.ts";
import { toMoment } from "../../base/moment.ts";
import { Count, Moment } from "./wire.ts";

/** Status of BotMux. */
export const SystemAnswer = Type.Object({
  version: Type.String(),
  runtime: Type.Object({ name: Type.String(), version: Type.String() }),
  started_at: Moment,
  bots: Count,
  waiting_polls: Count,
  memory: Type.Object({ resident_bytes: Count, ring_bytes: Count }),
  disk: Type.Object({
    journal_bytes: Count,
    database_bytes: Count,
    archive_bytes: Count,
    files_bytes: Count,
  }),
}, { title: "System" });

/** `/system` */
export function systemEndpoints(ports: ApiPorts): Endpoint[] {
  return [
    endpoint({
      id: "getSystem",
      method: "GET",
      path: "/system",
      tag: "system",
      summary: "Get version, sizes and memory",
      role: "viewer",
      isForAllBots: true,
      status: 200,
      answer: SystemAnswer,
      handle() {
        const status = ports.system();
        return {
          version: status.version,
          runtime: { name: status.runtime, version: status.runtimeVersion },
          started_at: toMoment(status.startedAtMs),
          bots: status.bots,
          waiting_polls: status.waitingPolls,
          memory: { resident_bytes: status.residentBytes, ring_bytes: status.ringBytes },
          disk: {
            journal_bytes: status.journalBytes,
            database_bytes: status.databaseBytes,
            archive_bytes: status.archiveBytes,
            files_bytes: status.fileBytes,
          },
        };
      },
    }),
  ];
}
