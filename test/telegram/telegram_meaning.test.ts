import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { fault } from "../../src/faults/fault.ts";
import { TelegramError } from "../../src/telegram/envelope.ts";
import { meaningOf } from "../../src/telegram/telegram_meaning.ts";
import { UnansweredCall } from "../../src/telegram/unanswered_call.ts";

describe("the meaning of an error of a call", () => {
  test("comes from the code of BotMux's own errors, whatever their description says", () => {
    for (const code of ["telegram_unreachable", "telegram_answer_lost", "telegram_timeout"] as const) {
      assertEquals(
        meaningOf(new UnansweredCall(502, "Bad Gateway", { fault: fault(code) })),
        fault(code),
      );
    }
  });

  test("does not come from words of a server that sound like BotMux's own", () => {
    for (const words of ["nothing was sent", "the message may have been sent"]) {
      assertEquals(meaningOf(new TelegramError(502, `Bad Gateway: ${words}`)), fault("telegram_failed"));
    }
  });

  test("is uncertain where Telegram may have carried the call out", () => {
    const faults = [
      fault("telegram_answer_lost"),
      fault("telegram_timeout"),
      fault("telegram_unreachable"),
      fault("telegram_file_cut_off"),
      fault("storage_full", { file: "botmux.db" }),
    ];
    assertEquals(
      faults.map((each) => new UnansweredCall(502, "", { fault: each }).isUncertain),
      [true, true, false, false, false],
    );
  });
});
