import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { serveSandbox } from "../sandbox/serving.ts";
import { ServedBotmux } from "../support/served_botmux.ts";
import { until } from "../support/until.ts";
import { Cast } from "./programs.ts";
import { createPythonClerk, whyNoPython } from "./python_clerks.ts";
import { titleWithReason } from "../support/skip_reason.ts";

const skip = whyNoPython(["telebot"]);

test(
  titleWithReason(
    "an unmodified pyTelegramBotAPI program polls, sends, downloads, and knows refusals by its own exceptions",
    skip,
  ),
  { skip },
  async () => {
    await using served = await serveSandbox();
    const { sandbox, bot, user, group } = served;
    const stranger = sandbox.addUser({ firstName: "Eve" }).id;
    sandbox.speak({ from: stranger, bot: bot.id, text: "hi" });
    sandbox.setBlocked({ user: stranger, bot: bot.id, isBlocked: true });
    await using botmux = await ServedBotmux.open({ upstream: served.url, bots: [bot.token] });
    botmux.start();
    await using cast = new Cast(() => botmux.botmux.close());
    const program = cast.start(createPythonClerk("telebot_clerk.py", `${botmux.url}/tgapi`, bot.token));
    const written = () => sandbox.history({ chat: group }).filter(({ from }) => from?.id === bot.id);
    const say = (text: string) => sandbox.speak({ from: user, chat: group, text });
    const finds = async (wanted: (message: ReturnType<typeof written>[number]) => boolean) => {
      await until(() => written().some(wanted));
      return written().find(wanted)!;
    };

    say("buttons");
    const { message_id: messageId } = await finds(({ text }) => text === "press");
    const queryId = sandbox.pressButton({ from: user, chat: group, messageId });
    await until(() => sandbox.answerOf(queryId) !== undefined);
    assertEquals(sandbox.answerOf(queryId)?.text, "thanks");

    say("album");
    await until(
      () => written().filter((message) => message.media_group_id !== undefined).length === 2,
    );

    const bytes = new Uint8Array(70_000).map((_, index) => index * 3);
    sandbox.speak({ from: user, chat: group, file: { type: "document", bytes } });
    const sent = await finds(({ caption }) => caption === "as it came");
    assertEquals(Object(sent.document).file_size, bytes.length);

    say(`tell ${stranger}`);
    await finds(({ text }) => text === "403 None");
    sandbox.faults.add({ botId: bot.id, method: "sendMessage", times: 1, retryAfterSec: 2 });
    say(`tell ${user}`);
    await finds(({ text }) => text === "429 2");
    assertEquals(program.errors, []);
  },
);
