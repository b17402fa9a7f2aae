/** @jsxImportSource hono/jsx */
import { actorKinds } from "../../account/account_records.ts";
import { type AuditActor, type AuditFilters, AuditView, toWho } from "./view.tsx";
import { AuditPage } from "../../http/api/audit.ts";
import { namedBots } from "../bot_frame/named_bots.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";
import { toHref } from "../links/to_href.ts";
import type { CallInput } from "../serve/visit.ts";

const pageSize = 50;
/** Maximum operators, and most keys, that can be chosen from; all others by following an entry. */
const maxActors = 200;

/** `/audit` */
export function auditPage(ports: PagePorts): Page {
  return {
    path: "/audit",
    role: "owner",
    nav: { label: "audit.title", icon: "audit", group: "keep" },
    async show(visit) {
      const { url: { searchParams }, locale: { t }, principal } = visit;
      const filters = readFilters(searchParams);
      const query = toQuery(filters);
      const before = searchParams.get("before") ?? "";
      const { items, next } = await visit.read("listAudit", AuditPage, {
        query: { ...query, limit: pageSize, ...(before === "" ? {} : { before }) },
      });
      return {
        title: t("audit.title"),
        content: (
          <AuditView
            entries={items}
            filters={filters}
            actors={await listActors(ports, filters.who)}
            bots={namedBots(ports, principal)}
            next={next === null ? undefined : toHref("/audit", { ...filters, before: String(next) })}
            newest={before === "" ? undefined : toHref("/audit", { ...filters })}
            exportHref={toHref("/api/v1/audit/export", query)}
          />
        ),
      };
    },
  };
}

function readFilters(parameters: URLSearchParams): AuditFilters {
  const get = (name: string) => parameters.get(name) ?? "";
  return {
    who: get("who"),
    action: get("action").trim(),
    bot: get("bot"),
    result: get("result"),
    since: get("since"),
    until: get("until"),
  };
}

/** The filters as the endpoint understands them, which looks at them once more. */
function toQuery({ who, action, bot, result, since, until }: AuditFilters): Record<string, string> {
  const [, kind = "", id = ""] = /^(.+)-(\d+)$/.exec(who) ?? [];
  const query: NonNullable<CallInput["query"]> = {
    actor_kind: kind,
    actor_id: id === "0" ? "" : id,
    action,
    bot,
    result,
    since: since === "" ? "" : `${since}T00:00:00Z`,
    until: until === "" ? "" : `${until}T23:59:59.999Z`,
  };
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, String(value)]).filter(([, value]) => value !== ""),
  );
}

/** Those who are here now, kinds without names, and whoever is looked for. */
async function listActors({ accounts }: PagePorts, chosen: string): Promise<AuditActor[]> {
  const [operators, keys] = await Promise.all([
    accounts.operators.list(0, maxActors),
    accounts.apiKeys.list(0, maxActors),
  ]);
  const actors: AuditActor[] = [
    ...operators.map(({ id, name }) => ({
      who: toWho({ kind: "operator", id }),
      kind: "operator" as const,
      name,
    })),
    ...keys.map(({ id, label }) => ({
      who: toWho({ kind: "api-key", id }),
      kind: "api-key" as const,
      name: label,
    })),
    { who: toWho({ kind: "shell", id: 0 }), kind: "shell", name: "" },
    { who: toWho({ kind: "nobody", id: 0 }), kind: "nobody", name: "" },
  ];
  const [, kind = "", id = ""] = /^(.+)-(\d+)$/.exec(chosen) ?? [];
  if (actors.some(({ who }) => who === chosen) || !isActorKind(kind)) return actors;
  return [...actors, { who: chosen, kind, name: `${kind} ${id}` }];
}

function isActorKind(text: string): text is AuditActor["kind"] {
  return (actorKinds as readonly string[]).includes(text);
}
