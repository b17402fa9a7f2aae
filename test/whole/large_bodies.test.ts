import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { passBodies, token } from "../../bench/support/large_transfers.ts";
import { run, temporaryFolder } from "../../bench/support/processes.ts";
import { platform } from "../support/this_platform.ts";

const bytes = 256_000_000;
const slowBytes = 64_000_000;
const maxMiB = 64;

describe("large bodies", () => {
  test("pass upward and downward, fast and slow, without being held in memory", async () => {
    using folder = temporaryFolder();
    await using upstream = await run(platform.name, "stand_in_storage.ts", []);
    await using botmux = await run(platform.name, "serve_botmux.ts", [upstream.url, folder.path, token]);
    const names: string[] = [];
    for await (const { name, arrived, riseMiB, ...sent } of passBodies(botmux, bytes, slowBytes)) {
      names.push(name);
      assertEquals(arrived, sent.bytes, name);
      assert(riseMiB < maxMiB, `${name}: memory rose by ${riseMiB} MiB`);
    }
    assertEquals(names.length, 4);
  });
});
