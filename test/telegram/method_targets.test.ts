import { describe, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { findMethodTarget, methodTargets } from "../../src/telegram/method_targets.ts";
import { addressingParameters } from "../support/addressing_parameters.ts";
import { readBotApi, withoutBotApi } from "../support/bot_api_data.ts";
import { titleWithReason } from "../support/skip_reason.ts";

const entries = Object.entries(addressingParameters);

describe("methodTargets", () => {
  test("knows every method of the Bot API, and no other", () => {
    assertEquals(Object.keys(methodTargets).sort(), Object.keys(addressingParameters).sort());
  });

  const skip = withoutBotApi;
  test(
    titleWithReason("the list of addressing parameters is that of the Bot API's data", skip),
    { skip },
    () => {
      const { methods = {} } = readBotApi() ?? {};
      for (const [method, { fields = [] }] of Object.entries(methods)) {
        const names = fields.map(({ name }) => name).filter((name) =>
          /(?:^|_)(?:chat|user|query|message|connection|thread|topic)_ids?$|^(?:scope|reply_parameters)$/
            .test(name)
        );
        assertEquals([method, addressingParameters[method]?.split(" ").filter(Boolean)], [method, names]);
      }
    },
  );

  test("a method with a chat is checked by it, or is for business accounts, or checks the user too", () => {
    for (const [method, parameters] of entries.filter(([, parameters]) => /\bchat_id\b/.test(parameters))) {
      const target = findMethodTarget(method.toLowerCase());
      assert(target === "chat" || target === "business" || method === "sendGift", `${method}: ${parameters}`);
    }
  });

  test("a method with a user and no chat is checked by the user, or never passes", () => {
    const rest = entries.filter(([, parameters]) =>
      /\buser_id\b/.test(parameters) && !/\bchat_id\b/.test(parameters)
    );
    for (const [method] of rest) {
      const target = findMethodTarget(method.toLowerCase());
      assert(target === "user" || target === "token", method);
    }
  });

  test("methods of the bot itself name nobody but through an object", () => {
    for (const [method, parameters] of entries) {
      if (findMethodTarget(method.toLowerCase()) !== "bot") continue;
      assert(/^(?:|scope|business_connection_id)$/.test(parameters), `${method}: ${parameters}`);
    }
  });

  test("former names act on what the current ones do", () => {
    assertEquals(
      ["kickchatmember", "getchatmemberscount", "setstickersetthumb", "sendcustomrequest"].map(
        findMethodTarget,
      ),
      ["chat", "chat", "user", undefined],
    );
  });
});
