import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { apiKey, operator } from "../../src/account/account_records.ts";
import { apiKeyAdd } from "../../src/cli/api_key_add.ts";
import { botSet } from "../../src/cli/bot_set.ts";
import { consumerAdd } from "../../src/cli/consumer_add.ts";
import { consumerSet } from "../../src/cli/consumer_set.ts";
import { operatorAdd } from "../../src/cli/operator_add.ts";
import { operatorSet } from "../../src/cli/operator_set.ts";
import { tokenAdd } from "../../src/cli/token_add.ts";
import type { Command } from "../../src/cli/command.ts";
import { toListed } from "../../src/cli/entity_json.ts";
import { accessScope, accessToken } from "../../src/registry/entities/access_token.ts";
import { bot } from "../../src/registry/entities/bot.ts";
import { consumer } from "../../src/registry/entities/consumer.ts";
import { consumerFilter } from "../../src/registry/entities/consumer_filter.ts";
import { type Entity, givenFieldsOf, shownFieldsOf } from "../../src/registry/entities/entity.ts";
import { pushTarget } from "../../src/registry/entities/push_target.ts";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { ConsoleVisitor } from "../support/console_visitor.ts";

/** Where the fields of an entity are given and shown. */
interface Covered {
  readonly entity: Entity;
  /** Titles of the schemas of the API that take its fields. */
  readonly inputs: readonly string[];
  /** Title of the schema that shows them; absent where they are shown as they are given. */
  readonly answer?: string;
  /** Commands that take them as flags. */
  readonly commands: readonly Command[];
  /** Pages with a form for them, below the bot's own where they begin with a dot. */
  readonly pages: readonly string[];
  /** Where the record is in the body of the API request. */
  readonly within?: string;
  /** Fields that are given in another way, and why. */
  readonly exceptions: Readonly<Record<string, Exception>>;
}

/** Reasons for which a field is given in another way. */
interface Exception {
  readonly api?: string;
  readonly cli?: string;
  readonly console?: string;
}

const covered: Readonly<Record<string, Covered>> = {
  bot: {
    entity: bot,
    inputs: ["BotPatch", "NewBot"],
    answer: "Bot",
    commands: [botSet],
    pages: ["./settings"],
    exceptions: {
      isSignInBot: {
        api: "only an owner may change it: it has an endpoint of its own, setSignInBot",
        console: "only an owner may change it: it has a form of its own, which calls setSignInBot",
      },
    },
  },
  consumer: {
    entity: consumer,
    inputs: ["ConsumerPatch", "NewConsumer"],
    answer: "Consumer",
    commands: [consumerAdd, consumerSet],
    pages: ["./consumers", "./consumers/other"],
    exceptions: {},
  },
  "consumer filter": {
    entity: consumerFilter,
    inputs: ["Filter"],
    commands: [consumerAdd],
    pages: ["./consumers/other"],
    within: "filter",
    exceptions: {},
  },
  "push target": {
    entity: pushTarget,
    inputs: ["PushInput"],
    answer: "PushTarget",
    commands: [consumerAdd, consumerSet],
    pages: ["./consumers/other"],
    within: "push",
    exceptions: {},
  },
  "access token": {
    entity: accessToken,
    inputs: ["NewAccessToken"],
    answer: "AccessToken",
    commands: [tokenAdd],
    pages: ["./tokens"],
    exceptions: {},
  },
  scope: {
    entity: accessScope,
    inputs: ["Scope"],
    commands: [tokenAdd],
    pages: ["./tokens"],
    within: "scope",
    exceptions: {},
  },
  "API key": {
    entity: apiKey,
    inputs: ["NewApiKey"],
    answer: "ApiKey",
    commands: [apiKeyAdd],
    pages: ["/operators/keys"],
    exceptions: {},
  },
  operator: {
    entity: operator,
    inputs: ["NewOperator", "OperatorPatch"],
    answer: "Operator",
    commands: [operatorAdd, operatorSet],
    pages: ["/operators", "/operators/1"],
    exceptions: {},
  },
};

/** The members of every schema with a title in the API's description. */
function findSchemas(part: unknown, found = new Map<string, ReadonlySet<string>>()): typeof found {
  if (typeof part !== "object" || part === null) return found;
  if ("title" in part && typeof part.title === "string" && "properties" in part) {
    found.set(part.title, new Set(Object.keys(part.properties ?? {})));
  }
  for (const within of Object.values(part)) findSchemas(within, found);
  return found;
}

/** Names of the fields in the forms of pages, as an owner sees them. */
async function readFormNames(setup: ApiSetup, pages: readonly string[]): Promise<ReadonlySet<string>> {
  await setup.api.done("POST", "/operators", { name: "ada", password: "correct horse", role: "owner" });
  await setup.api.done("POST", `/bots/${setup.bot}/consumers`, { name: "other" });
  const visitor = await new ConsoleVisitor(setup.served.url).signIn("ada", "correct horse");
  const names = new Set<string>();
  for (const page of pages) {
    const { status, html } = await visitor.get(page.replace(/^\./, `/bots/${setup.bot}`));
    assertEquals(status, 200, page);
    for (const [, name] of html.matchAll(/<(?:input|select|textarea)\b[^>]* name="([^"]+)"/g)) {
      names.add(name!);
    }
  }
  return names;
}

/** Fields that lack what `has` looks for without an exception, and exceptions of fields that do not need one. */
function findWrong(
  { entity, exceptions }: Covered,
  way: keyof Exception,
  has: (field: Entity[string]) => boolean,
): readonly string[] {
  return givenFieldsOf(entity).filter(([name, field]) =>
    has(field) === (exceptions[name]?.[way] !== undefined)
  )
    .map(([name]) => name);
}

for (const [name, place] of Object.entries(covered)) {
  describe(`every field of ${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`, () => {
    test("is in the API's schemas", async () => {
      await using setup = await openApi();
      const schemas = findSchemas(await (await fetch(`${setup.served.url}/api/openapi.json`)).json());
      const members = place.inputs.map((title) => schemas.get(title) ?? new Set());
      assertEquals(findWrong(place, "api", ({ wire }) => members.some((names) => names.has(wire))), []);
      if (place.answer === undefined) return;
      const shown = schemas.get(place.answer);
      for (const [, { wire, answer }] of shownFieldsOf(place.entity)) {
        const own = typeof answer === "object" ? answer.wire : undefined;
        const member = answer === "presence" ? `has_${wire}` : own ?? wire;
        assert(shown?.has(member), `${place.answer} has no ${member}`);
      }
    });

    test("has a flag or is an argument", () => {
      const flags = new Set(place.commands.flatMap(({ flags }) => flags.map(({ name }) => name)));
      const words = new Set(
        place.commands.flatMap(({ positionals }) => positionals).map((word) => word.toLowerCase()),
      );
      const has = ({ flag }: Entity[string]) => flags.has(flag) || words.has(flag);
      assertEquals(findWrong(place, "cli", has), []);
    });

    test("is in a form of the console", async () => {
      await using setup = await openApi();
      const names = await readFormNames(setup, place.pages);
      const start = place.within === undefined ? "" : `${place.within}/`;
      assertEquals(findWrong(place, "console", ({ wire }) => names.has(start + wire)), []);
    });
  });
}

test("a list as JSON has every field that the API shows, and no secret", () => {
  const listed = toListed(pushTarget, {
    urls: ["https://user:pass@example.org/secret-path"],
    secretToken: "s3cret",
    signingSecrets: undefined,
    headers: { "X-Key": "k3y" },
    maxConnections: 40,
    maxAttempts: undefined,
    timeoutSec: 60,
    ipAddress: undefined,
    certificate: undefined,
    accessTokenId: undefined,
  });
  assertEquals(listed, {
    origins: ["https://example.org"],
    hasSecretToken: true,
    hasSigningSecrets: false,
    headers: ["X-Key"],
    maxConnections: 40,
    maxAttempts: null,
    timeoutSec: 60,
    ipAddress: null,
    hasCertificate: false,
    setBy: "owner",
  });
});
