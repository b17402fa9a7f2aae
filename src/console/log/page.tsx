/** @jsxImportSource hono/jsx */
import { LogView } from "./view.tsx";
import { LogLines } from "../../http/api/system_log.ts";
import type { Page } from "../page.ts";
import { toHref } from "../links/to_href.ts";

const maxShown = 200;

/** `/system/log` */
export function logPage(): Page {
  return {
    path: "/system/log",
    role: "owner",
    async show(visit) {
      const { searchParams } = visit.url;
      const filter = { level: searchParams.get("level") ?? "", text: searchParams.get("text") ?? "" };
      const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
      const { items } = await visit.read("listLogLines", LogLines, {
        query: { ...chosen, limit: maxShown },
      });
      return {
        title: visit.locale.t("log.title"),
        content: (
          <LogView
            {...filter}
            href={toHref("/system/log", filter)}
            lines={items}
          />
        ),
      };
    },
  };
}
