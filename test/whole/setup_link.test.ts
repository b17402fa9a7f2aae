import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, test } from "node:test";
import { startProgram } from "../support/program.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { until } from "../support/until.ts";

const words = ["start", "--listen", "127.0.0.1:0", "--upstream", "http://127.0.0.1:9"];

describe("the first start", () => {
  test("prints a link by which one owner sets up, and none once there is an owner", async () => {
    using folder = createTempFolder();
    {
      await using program = startProgram(words, { cwd: folder.path });
      const url = await program.url();
      await until(() => program.stdout.includes("/setup#"));
      const link = new URL(/http:\S+\/setup#\S+/.exec(program.stdout)?.[0] ?? "");
      const page = await fetch(link);
      assertStringIncludes(page.headers.get("content-security-policy") ?? "", "default-src 'none'");
      assertStringIncludes(await page.text(), 'action="/setup"');
      const setUp = async (name: string) => {
        const answer = await fetch(`${url}/api/v1/setup`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ token: link.hash.slice(1), name, password: "correct horse" }),
        });
        await answer.body?.cancel();
        return answer.status;
      };
      assertEquals([await setUp("ada"), await setUp("eve")], [201, 401]);
    }
    await using again = startProgram(words, { cwd: folder.path });
    await again.url();
    await until(() => again.stdout.includes("bot add"));
    assert(!again.stdout.includes("/setup"));
  });
});
