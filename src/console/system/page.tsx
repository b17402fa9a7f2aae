/** @jsxImportSource hono/jsx */
import type { Static } from "typebox";
import { coversRole } from "../../account/principal.ts";
import { SystemView } from "./view.tsx";
import { BackupList } from "../../http/api/backups.ts";
import { SystemAnswer } from "../../http/api/system.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import type { Visit } from "../serve/visit.ts";

/** `/system` */
export function systemPage(ports: PagePorts): Page {
  return {
    path: "/system",
    role: "viewer",
    isForAllBots: true,
    nav: { label: "system.title", icon: "system", group: "keep" },
    async show(visit) {
      return {
        title: visit.locale.t("system.title"),
        isLive: true,
        content: (
          <SystemView
            system={await visit.read("getSystem", SystemAnswer)}
            reasons={ports.processReasons()}
            bots={ports.bots()}
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
async function readBackups(visit: Visit): Promise<Static<typeof BackupList> | undefined> {
  if (!coversRole(visit.principal.role, "owner")) return undefined;
  return await visit.read("listBackups", BackupList);
}
