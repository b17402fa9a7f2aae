import Value from "typebox/value";
import { consumerFields } from "./form.tsx";
import { ConsumerAnswer } from "../../http/api/consumer_wire.ts";
import { toHeaders, toIds, toInteger, toLines } from "../forms/field_lists.ts";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { readNumberFields } from "../forms/number_fields.ts";
import type { FormFields, PageForm } from "../page.ts";

/** The form that changes a consumer. */
export function consumerEditForm(path: PageForm["path"]): PageForm {
  return {
    path,
    endpoint: "changeConsumer",
    keeps: consumerFields,
    input: (fields, { botId, path }) => ({
      path: { bot: botId, name: path.consumer ?? "" },
      body: toPatch(fields),
    }),
    done(result, _, { botId }) {
      const { name } = Value.Parse(ConsumerAnswer, result);
      return { to: `/bots/${botId}/consumers/${name}`, said: "consumer.said.changed" };
    },
  };
}

function toPatch(fields: FormFields): Record<string, unknown> {
  const name = fields.get("name").trim();
  const mode = fields.get("mode");
  const maxAge = fields.get("max_age_sec").trim();
  return {
    ...name === "" ? {} : { name },
    mode,
    sharing: fields.get("sharing"),
    max_age_sec: maxAge === "" ? null : toInteger(maxAge),
    filter: toFilter(fields),
    ...mode === "push" ? { push: toPush(fields) } : {},
  };
}

/** What is left empty lets everything through. */
function toFilter(fields: FormFields): Record<string, unknown> {
  const lists = {
    updates: fields.getAll("filter/updates"),
    chats: toIds(fields.get("filter/chats")),
    topics: toIds(fields.get("filter/topics")),
    users: toIds(fields.get("filter/users")),
  };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

/** What is left empty stays, for pages do not show what may be secret. */
function toPush(fields: FormFields): Record<string, unknown> {
  const urls = toLines(fields.get("push/urls"));
  const secret = fields.get("push/secret_token");
  const signing = toLines(fields.get("push/signing_secrets"));
  const headers = toHeaders(fields.get("push/headers"));
  return {
    ...urls.length === 0 ? {} : { urls },
    ...secret !== ""
      ? { secret_token: secret }
      : fields.get("no_secret") === "on"
      ? { secret_token: null }
      : {},
    ...signing.length > 0
      ? { signing_secrets: signing }
      : fields.get("no_signing") === "on"
      ? { signing_secrets: null }
      : {},
    ...Object.keys(headers).length > 0 || fields.get("no_headers") === "on" ? { headers } : {},
    ...readNumberFields(pushTarget, "push", fields),
  };
}
