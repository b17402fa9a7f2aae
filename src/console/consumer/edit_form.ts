import Value from "typebox/value";
import { consumerFields, readConsumerForm } from "./form.tsx";
import { ConsumerAnswer } from "../../http/api/consumer_wire.ts";
import type { PageForm } from "../page.ts";

/** The form that changes a consumer. */
export function consumerEditForm(path: PageForm["path"]): PageForm {
  return {
    path,
    endpoint: "changeConsumer",
    keeps: consumerFields,
    input: (fields, { botId, path }) => ({
      path: { bot: botId, name: path.consumer ?? "" },
      body: readConsumerForm(fields),
    }),
    done(result, _, { botId }) {
      const { name } = Value.Parse(ConsumerAnswer, result);
      return { to: `/bots/${botId}/consumers/${name}`, said: "consumer.said.changed" };
    },
  };
}
