import { assert } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";
import { createRandom } from "../../support/random.ts";

type Random = () => number;

function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)]!;
}

function shuffle<T>(random: Random, items: readonly T[]): T[] {
  return items.map((item) => ({ item, place: random() })).sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}

const words = [
  "name",
  "push",
  "urls",
  "__proto__",
  "constructor",
  "toString",
  "",
  "a/b~c",
  "\u0000",
  "\ud800",
];
const scalars = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53,
  "",
  "x",
  "now",
  "\u0000",
  "\ud800",
  "9".repeat(500),
];

/** Any JSON, of a bounded depth. */
function anyJson(random: Random, depth = 3): unknown {
  const kind = depth === 0 ? 0 : random();
  if (kind < 0.5) return pick(random, scalars);
  const items = Array.from({ length: Math.floor(random() * 4) }, () => anyJson(random, depth - 1));
  return kind < 0.75 ? items : Object.fromEntries(items.map((item) => [pick(random, words), item]));
}

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly format?: string;
  readonly minimum?: number;
}

/** Something like what a schema asks for, wrong here and there. */
function likeSchema(random: Random, schema: Schema): unknown {
  if (random() < 0.1) return anyJson(random, 2);
  if (schema.enum !== undefined) return pick(random, schema.enum);
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf !== undefined) return likeSchema(random, pick(random, schema.anyOf));
  switch (schema.type) {
    case "array":
      return Array.from({ length: Math.floor(random() * 3) }, () => likeSchema(random, schema.items ?? {}));
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).filter(() => random() < 0.7)
          .map(([name, member]) => [name, likeSchema(random, member)]),
      );
    case "integer":
      return (schema.minimum ?? 0) + Math.floor(random() * 3);
    case "boolean":
      return random() < 0.5;
    case "null":
      return null;
    default:
      return schema.format === "date-time" ? "9999-12-31T23:59:60Z" : `text${Math.floor(random() * 5)}`;
  }
}

describe("random input to the management API", () => {
  for (const seed of [1, 2, 3]) {
    test(`never gives a 500, and always what OpenAPI describes (seed ${seed})`, async () => {
      await using setup = await openApi();
      const random = createRandom(seed);
      const values: Record<string, () => string> = {
        bot: () => pick(random, [String(setup.bot), "0", "1e3", "-1", "99999999999999999999", "x"]),
        name: () => pick(random, ["default", "text1", "A", "%00", "%F0%9F%A4%96"]),
        id: () => pick(random, ["999", "0", "x"]),
        chat: () =>
          pick(random, [String(setup.upstream.group), String(setup.upstream.user), "-5", "@nobody", "0"]),
        message: () => pick(random, ["1", "0", "99999999999"]),
        user: () => pick(random, [String(setup.upstream.user), "7", "-7"]),
        file: () => pick(random, ["BQACAgADBAAD", "..%2F..%2Fbotmux.db", "x".repeat(300)]),
      };
      // Without its bot there would be little left to try.
      const isLast = ({ id }: { readonly id: string }) =>
        id === "removeBot" || id === "restoreWebhookAndRemoveBot";
      const { endpoints } = setup.api.document;
      // Every one of them, in any order; what takes bodies more often.
      const tries = shuffle(
        random,
        endpoints.filter((each) => !isLast(each))
          .flatMap((each) => each.body === undefined ? [each] : [each, each, each, each]),
      ).concat(endpoints.filter(isLast));
      for (const { method, path, body, id } of tries) {
        const place = path.replace(/\{(\w+)\}/g, (_whole, name: string) => (values[name] ?? (() => "x"))());
        const query = random() < 0.2
          ? `?limit=${pick(random, ["1", "0", "x", "1&limit=2"])}&after=${pick(random, ["", "0", "a"])}`
          : "";
        const input = body === undefined
          ? undefined
          : random() < 0.3
          ? anyJson(random)
          : likeSchema(random, body);
        const answer = await setup.api.call(method, place + query, input);
        assert(answer.status < 500, `${id}: ${answer.status} for ${JSON.stringify(input)}`);
      }
    });
  }
});
