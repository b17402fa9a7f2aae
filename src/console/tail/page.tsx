/** @jsxImportSource hono/jsx */
import Type from "typebox";
import Value from "typebox/value";
import { knowsBot } from "../../account/principal.ts";
import { type TailFilters, TailView } from "./view.tsx";
import { tailQuery } from "../../http/api/tail.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toHref } from "../links/to_href.ts";

/** Updates that are there when the page is opened. */
const initialEntries = 30;
/** Entries that the page keeps. */
const maxKept = 200;
const Filter = Type.Object(tailQuery);

/** `/live` */
export function tailPage(ports: PagePorts): Page {
  return {
    path: "/live",
    role: "viewer",
    nav: { label: "tail.title", icon: "live", group: "work" },
    async show({ url: { searchParams }, principal, origin, locale: { t } }) {
      const filters = readFilters(searchParams);
      return {
        title: t("tail.title"),
        scripts: ["tail"],
        content: (
          <TailView
            entries={await ports.tail.latest(
              { knows: (botId) => knowsBot(principal, botId), filter: toFilter(filters) },
              initialEntries,
            )}
            filters={filters}
            bots={namedBots(ports, principal)}
            source={toHref("/api/v1/tail", { ...filters })}
            origin={origin}
            max={maxKept}
          />
        ),
      };
    },
  };
}

/** What is no filter is none. */
function readFilters(parameters: URLSearchParams): TailFilters {
  const get = (name: keyof TailFilters) => (parameters.get(name) ?? "").trim();
  const filters = { bot: get("bot"), type: get("type"), name: get("name"), text: get("text") };
  return Value.Check(Filter, toFilter(filters)) ? filters : { bot: "", type: "", name: "", text: "" };
}

function toFilter({ bot, type, name, text }: TailFilters) {
  return {
    ...(bot === "" ? {} : { bot: Number(bot) }),
    ...(type === "" ? {} : { type: type === "call" ? "call" as const : "update" as const }),
    ...(name === "" ? {} : { name }),
    ...(text === "" ? {} : { text }),
  };
}
