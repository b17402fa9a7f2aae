import { describe, test } from "node:test";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { methodNames } from "../../src/telegram/method_names.ts";
import { call, createScene } from "./calling.ts";

describe("the method table of the sandbox", () => {
  test("knows every method of the Bot API and answers it in Telegram's envelope", async () => {
    const silent = ["getUpdates", "logOut", "close"];
    for (const name of methodNames.filter((name) => !silent.includes(name))) {
      const { sandbox, bot } = createScene();
      const answer = await call(sandbox, bot, name.toUpperCase());
      assertNotEquals(answer.error_code, 404, name);
      if (!answer.ok) {
        assert(
          /^(Bad Request|Too Many Requests): ./.test(answer.description),
          `${name}: ${answer.description}`,
        );
      }
      await sandbox.close();
    }
  });

  test("answers 404 to a method that does not exist", async () => {
    const { sandbox, bot } = createScene();
    const answer = await call(sandbox, bot, "sendTelepathy");
    assertEquals([answer.error_code, answer.description], [404, "Not Found: method not found"]);
  });
});
