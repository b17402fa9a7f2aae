import Type, { type Static } from "typebox";
import type { Consumer } from "../../registry/entities/consumer.ts";
import { isDefaultConsumer } from "../../registry/rules.ts";
import { contradiction, notFound, refusal } from "./api_error.ts";
import {
  ConsumerPatchInput,
  NewConsumerInput,
  toConsumerPatch,
  toNewConsumer,
  toStart,
} from "./consumer_input.ts";
import { Start } from "../../registry/entities/starting_point.ts";
import { ConsumerAnswer, toConsumerAnswer } from "./consumer_wire.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { findConsumer } from "./find_consumer.ts";
import type { ApiPorts } from "./ports.ts";
import {
  botPath,
  ConsumerName,
  consumerPath,
  defaultLimit,
  Limit,
  pageOf,
  Position,
  toPage,
} from "./wire.ts";

const tag = "consumers";

/** What moving a consumer would do. */
export const MovePreview = Type.Object({
  position: Type.Integer({ description: "Where it would stand" }),
  repeats: Type.Integer({ minimum: 0, description: "Updates it confirmed before and would get again" }),
  skips: Type.Integer({ minimum: 0, description: "Updates it has not confirmed and would never get" }),
}, { title: "MovePreview" });

const path = "/bots/{bot}/consumers";

/** `/bots/{bot}/consumers` */
export function consumerEndpoints(ports: ApiPorts): Endpoint[] {
  const answers = createAnswers(ports);
  return [
    ...readEndpoints(ports, answers),
    ...changeEndpoints(ports, answers),
    ...moveEndpoints(ports, answers),
  ];
}

/** What answers about consumers have in common. */
type ConsumerAnswers = ReturnType<typeof createAnswers>;

function createAnswers(ports: ApiPorts) {
  const { registry } = ports;
  /** `undefined` while it is being added. */
  const tryShow = ({ id }: Consumer, headers = new Headers()) => {
    const status = ports.consumer(id);
    const language = headers.get("accept-language");
    return status && toConsumerAnswer(status, registry.accessTokens(id).length, language);
  };
  const show = (consumer: Consumer, headers?: Headers): Static<typeof ConsumerAnswer> => {
    const answer = tryShow(consumer, headers);
    if (answer === undefined) throw notFound("consumer");
    return answer;
  };
  /** The answer tells how things are once the change has taken effect. */
  const showSettled = async (consumer: Consumer) => {
    await ports.settled();
    return show(consumer);
  };
  return { tryShow, show, showSettled };
}

function readEndpoints({ registry, settled }: ApiPorts, { tryShow, show }: ConsumerAnswers): Endpoint[] {
  return [
    endpoint({
      id: "listConsumers",
      method: "GET",
      path,
      tag,
      summary: "List the consumers of a bot, by name",
      role: "viewer",
      parameters: botPath,
      query: { after: Type.Optional(ConsumerName), limit: Limit },
      status: 200,
      answer: pageOf(ConsumerAnswer, ConsumerName),
      handle({ path: { bot }, query: { after = "", limit = defaultLimit }, headers }) {
        const all = registry.consumers(bot).filter(({ name }) => name > after);
        const { items, next } = toPage(all.sort(byName), limit, ({ name }) => name);
        return { items: items.flatMap((consumer) => tryShow(consumer, headers) ?? []), next };
      },
    }),
    endpoint({
      id: "getConsumer",
      method: "GET",
      path: `${path}/{name}`,
      tag,
      summary: "Get a consumer",
      role: "viewer",
      parameters: consumerPath,
      status: 200,
      answer: ConsumerAnswer,
      async handle({ path, headers }) {
        const consumer = findConsumer(registry, path);
        if (tryShow(consumer) === undefined) await settled();
        return show(consumer, headers);
      },
    }),
  ];
}

function changeEndpoints(ports: ApiPorts, { showSettled }: ConsumerAnswers): Endpoint[] {
  const { registry } = ports;
  return [
    endpoint({
      id: "addConsumer",
      method: "POST",
      path,
      tag,
      summary: "Create a consumer",
      role: "manager",
      parameters: botPath,
      body: NewConsumerInput,
      status: 201,
      answer: ConsumerAnswer,
      conflict: "The name is taken, there are too many, or the target cannot be used",
      subject: ({ name }) => name,
      handle: async ({ path: { bot }, body }) =>
        await showSettled(await registry.addConsumer(bot, toNewConsumer(body))),
    }),
    endpoint({
      id: "changeConsumer",
      method: "PATCH",
      path: `${path}/{name}`,
      tag,
      summary: "Update a consumer; fields that are left out stay as they are",
      role: "manager",
      parameters: consumerPath,
      body: ConsumerPatchInput,
      status: 200,
      answer: ConsumerAnswer,
      conflict: "The new name is taken, or the target cannot be used",
      async handle(call) {
        const { id } = findConsumer(registry, call.path);
        return await showSettled(
          await registry.updateConsumer(id, (before) => toConsumerPatch(before, call.body)),
        );
      },
    }),
    endpoint({
      id: "removeConsumer",
      method: "DELETE",
      path: `${path}/{name}`,
      tag,
      summary: "Delete a consumer and its access tokens",
      role: "manager",
      parameters: consumerPath,
      status: 204,
      conflict: "It is the default consumer",
      async handle(call) {
        const consumer = findConsumer(registry, call.path);
        if (isDefaultConsumer(consumer)) {
          throw refusal("consumer_is_default");
        }
        await registry.removeConsumer(consumer.id);
        await ports.settled();
      },
    }),
  ];
}

function moveEndpoints(ports: ApiPorts, { show }: ConsumerAnswers): Endpoint[] {
  const { registry } = ports;
  return [
    endpoint({
      id: "previewMove",
      method: "GET",
      path: `${path}/{name}/move`,
      tag,
      summary: "Preview how many updates a move would repeat or skip",
      role: "viewer",
      parameters: consumerPath,
      query: {
        to: Type.Enum(["now", "all", "time", "position"]),
        time: Type.Optional(Type.String({ format: "date-time" })),
        position: Type.Optional(Position),
      },
      conflict: "What `to` names is missing, or there is no such moment",
      status: 200,
      answer: MovePreview,
      async handle({ path: place, query }) {
        const consumer = findConsumer(registry, place);
        await ports.settled();
        return await ports.delivery.previewMove(consumer.id, toStart(toAskedStart(query), ""));
      },
    }),
    endpoint({
      id: "moveConsumer",
      method: "POST",
      path: `${path}/{name}/move`,
      tag,
      summary: "Move a consumer to another position; a program that polls with its own offset moves it back",
      role: "manager",
      parameters: consumerPath,
      body: Type.Object({ to: Start }, { title: "Move", additionalProperties: false }),
      conflict: "There is no such time",
      status: 200,
      answer: ConsumerAnswer,
      async handle(call) {
        const consumer = findConsumer(registry, call.path);
        const start = toStart(call.body.to, "/to");
        await ports.settled();
        await ports.delivery.move(consumer.id, start);
        return show(consumer);
      },
    }),
  ];
}

function toAskedStart(
  { to, time, position }: { readonly to: string; readonly time?: string; readonly position?: number },
): Static<typeof Start> {
  if (to === "now" || to === "all") return to;
  if (to === "time" && time !== undefined) return { time };
  if (to === "position" && position !== undefined) return { position };
  throw contradiction(`#/${to}`, "field_start_missing");
}

function byName(left: Consumer, right: Consumer): number {
  return left.name < right.name ? -1 : 1;
}
