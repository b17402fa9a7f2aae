import Type from "typebox";
import type { DeadLetter } from "../../delivery/push/push_store.ts";
import { refusal } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { findConsumer } from "./find_consumer.ts";
import { lastErrorFields, toLastError } from "./last_error.ts";
import type { ApiPorts } from "./ports.ts";
import { toMoment } from "../../base/moment.ts";
import {
  consumerPath,
  Count,
  defaultLimit,
  Limit,
  Moment,
  nullable,
  pageOf,
  Position,
  toPage,
} from "./wire.ts";

/** Dead letters read from the store at a time. */
const step = 500;
/** Maximum of them sent again by one call: their places are held in memory until they are delivered. */
const maxConcurrent = 10_000;
const tag = "push";
const path = "/bots/{bot}/consumers/{name}/dead-letters";

const DeadLetterAnswer = Type.Object({
  position: Position,
  kind: Type.String({ description: "Kind of the update" }),
  chat_id: nullable(Type.Integer()),
  died_at: Moment,
  cause: Type.Enum(["expired", "attempts"]),
  attempts: Count,
  ...lastErrorFields,
}, { title: "DeadLetter" });

/** One page of dead letters. */
export const DeadLetterList = pageOf(DeadLetterAnswer, Position);

const Redelivery = Type.Object({
  positions: Type.Optional(Type.Array(Position, {
    minItems: 1,
    maxItems: 1_000,
    description: "Absent: all of them, from `after` on",
  })),
  after: Type.Optional(Position),
}, { title: "Redelivery", additionalProperties: false });

const RedeliveryAnswer = Type.Object({
  count: Type.Integer({ minimum: 0, description: "How many are on their way" }),
  next: nullable(Position),
}, {
  title: "RedeliveryResult",
  description: "`next`: there are more after this position; ask again with it as `after`",
});

/** `/bots/{bot}/consumers/{name}/dead-letters` */
export function deadLetterEndpoints(ports: ApiPorts): Endpoint[] {
  const { registry, delivery } = ports;
  return [
    endpoint({
      id: "listDeadLetters",
      method: "GET",
      path,
      tag,
      summary: "List dead letters by position; they are kept until the journal's retention removes them",
      role: "viewer",
      parameters: consumerPath,
      query: { after: Type.Optional(Position), limit: Limit },
      status: 200,
      answer: DeadLetterList,
      async handle({ path, query: { after = 0, limit = defaultLimit }, headers }) {
        const { id } = findConsumer(registry, path);
        const letters = await delivery.deadLetters(id, after, limit + 1);
        const { items, next } = toPage(letters, limit, ({ position }) => position);
        return { items: items.map((letter) => toAnswer(letter, headers)), next };
      },
    }),
    endpoint({
      id: "redeliver",
      method: "POST",
      path: `${path}/redeliver`,
      tag,
      summary: "Redeliver dead letters, each with its full lifetime",
      role: "manager",
      parameters: consumerPath,
      body: Redelivery,
      isBodyOptional: true,
      status: 202,
      answer: RedeliveryAnswer,
      conflict: "Nothing is pushed",
      async handle({ path, body: { positions, after = 0 } }) {
        const { id } = findConsumer(registry, path);
        if (positions === undefined) return await redeliverAll(id, after);
        const found = await Promise.all([...new Set(positions)].map((position) => findLetter(id, position)));
        return { count: await redeliver(id, found.flat()), next: null };
      },
    }),
  ];

  async function redeliverAll(consumerId: number, after: number) {
    let count = 0;
    let next: number | null = after;
    for (let looked = 0; looked < maxConcurrent; looked += step) {
      const letters: readonly DeadLetter[] = await delivery.deadLetters(consumerId, next, step);
      count += await redeliver(consumerId, letters);
      if (letters.length < step) return { count, next: null };
      next = letters.at(-1)?.position ?? next;
    }
    return { count, next };
  }

  async function findLetter(consumerId: number, position: number): Promise<readonly DeadLetter[]> {
    const [letter] = await delivery.deadLetters(consumerId, position - 1, 1);
    return letter?.position === position ? [letter] : [];
  }

  async function redeliver(consumerId: number, letters: readonly DeadLetter[]): Promise<number> {
    const count = await delivery.redeliver(consumerId, letters);
    if (count === undefined) throw refusal("nothing_pushed");
    return count;
  }
}

function toAnswer(letter: DeadLetter, headers: Headers) {
  return {
    position: letter.position,
    kind: letter.kind,
    chat_id: letter.chatId === 0 ? null : letter.chatId,
    died_at: toMoment(letter.diedAtMs),
    cause: letter.cause,
    attempts: letter.attempts,
    ...toLastError(letter.lastError, headers),
  };
}
