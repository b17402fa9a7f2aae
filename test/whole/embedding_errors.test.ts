import { assert, assertEquals } from "@std/assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as library from "../../src/mod.ts";
import { createTempFolder } from "../support/temp_folder.ts";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");

/** Files whose documentation a program that embeds BotMux goes by. */
const publicFiles = [
  "src/mod.ts",
  "src/app/embedded.ts",
  "src/app/embedded_routes.ts",
  "src/app/options.ts",
  "src/registry/registry.ts",
  "src/archive/archive_functions.ts",
];

/** What the embedding program saw, run on the runtime of the tests. */
async function runEmbedding(folder: string): Promise<unknown> {
  const run = "Bun" in globalThis
    ? []
    : ["run", "--allow-all", "--no-check", "--config", join(root, "deno.json")];
  const child = spawn(process.execPath, [...run, join(here, "embedding_errors_child.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  assertEquals(code, 0);
  return JSON.parse(said);
}

describe("errors of the library", () => {
  test("can be told apart by a program that embeds BotMux", async () => {
    using folder = createTempFolder();
    assertEquals(await runEmbedding(folder.path), {
      heldFolder: ["OperationalError"],
      heldCode: "data_folder_held",
      badToken: ["TypeError"],
      shortApiKey: ["UsageError"],
      badContact: ["UsageError"],
      badRule: ["RuleError"],
      rulePath: ["when", "text"],
      unknownMember: ["RuleError"],
      takenRule: ["UsageError"],
      goneRule: ["UsageError"],
      foreignRule: ["UsageError"],
      knownBot: ["UsageError"],
      goneBot: ["UsageError"],
      takenConsumer: ["UsageError"],
      wrongCursor: ["RangeError"],
      damaged: ["StorageError", "OperationalError"],
    });
  });

  test("are exported wherever its documentation names them", () => {
    const named = new Set<string>();
    for (const file of publicFiles) {
      for (const [comment] of readFileSync(join(root, file), "utf8").matchAll(/\/\*\*.*?\*\//gs)) {
        for (const [, name = ""] of comment.matchAll(/[{`](\w*(?:Error|Failure))[}`]/g)) named.add(name);
        for (const [, name = ""] of comment.matchAll(/@link(?:code)? (\w*Error)\b/g)) named.add(name);
      }
    }
    assert(named.size > 3, [...named].join());
    const known: Readonly<Record<string, unknown>> = { ...library, RangeError, TypeError };
    assertEquals([...named].filter((name) => typeof known[name] !== "function"), []);
  });
});
