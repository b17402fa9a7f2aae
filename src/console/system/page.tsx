/** @jsxImportSource hono/jsx */
import { coversRole } from "../../account/principal.ts";
import { type ShownBackup, SystemView } from "./view.tsx";
import { BackupList } from "../../http/api/backups.ts";
import { SystemAnswer } from "../../http/api/system.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toShownHealth, toShownReasons } from "../bot_frame/shown_health.ts";
import { toMs } from "../operators/shown_operator.ts";
import type { Visit } from "../serve/visit.ts";

/** `/system` */
export function systemPage(ports: PagePorts): Page {
  return {
    path: "/system",
    role: "viewer",
    isForAllBots: true,
    nav: { label: "system.title", icon: "system", group: "keep" },
    async show(visit) {
      const { version, runtime, started_at, waiting_polls, memory, disk } = await visit.read(
        "getSystem",
        SystemAnswer,
      );
      return {
        title: visit.locale.t("system.title"),
        isLive: true,
        content: (
          <SystemView
            version={version}
            runtime={`${runtime.name} ${runtime.version}`}
            startedMs={toMs(started_at)}
            residentBytes={memory.resident_bytes}
            ringBytes={memory.ring_bytes}
            waitingPolls={waiting_polls}
            journalBytes={disk.journal_bytes}
            databaseBytes={disk.database_bytes}
            archiveBytes={disk.archive_bytes}
            fileBytes={disk.files_bytes}
            reasons={toShownReasons(ports.processReasons())}
            bots={ports.bots().map((status) => ({
              id: status.bot.id,
              name: status.bot.name || status.bot.username || String(status.bot.id),
              health: toShownHealth(status),
            }))}
            backups={await readBackups(visit)}
            origin={visit.origin}
          />
        ),
      };
    },
    forms: [{
      path: "/system/backups",
      endpoint: "makeBackup",
      input: () => ({}),
      done: () => ({ to: "/system", said: "system.said.backup" }),
    }],
  };
}

/** `undefined` for those who may not know of any. */
async function readBackups(visit: Visit): Promise<ShownBackup[] | undefined> {
  if (!coversRole(visit.principal.role, "owner")) return undefined;
  const { items } = await visit.read("listBackups", BackupList);
  return items.map(({ name, bytes, state }) => ({
    name,
    bytes,
    madeMs: toMade(name),
    isComplete: state === "complete",
  }));
}

/** When a backup was made, which its name tells. */
function toMade(name: string): number {
  const ms = Date.parse(name.replace(/T(\d\d)-(\d\d)-/, "T$1:$2:"));
  return Number.isNaN(ms) ? 0 : ms;
}
