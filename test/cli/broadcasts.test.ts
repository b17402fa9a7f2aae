import { assert, assertEquals, assertMatch } from "@std/assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { testApiKey } from "../support/api_client.ts";
import { type ApiSetup, openApi } from "../support/api_setup.ts";
import { until } from "../support/until.ts";
import { createShell, type Outcome, toStream } from "./run.ts";

type Words = Parameters<ReturnType<typeof createShell>["run"]>;

interface Setup {
  readonly setup: ApiSetup;
  readonly cwd: string;
  /** Runs `broadcast` with the API key and the address in its environment. */
  run(line: Words[0], more?: Words[1]): Promise<Outcome>;
  /** The ids of people who have written to the bot. */
  addPeople(count: number): number[];
}

async function withShell(work: (setup: Setup) => Promise<void>): Promise<void> {
  await using setup = await openApi();
  setup.start();
  using shell = createShell();
  const env = { BOTMUX_API_KEY: testApiKey, BOTMUX_LISTEN: setup.served.url.replace("http://", "") };
  const { sandbox, bot } = setup.upstream;
  await work({
    setup,
    cwd: shell.cwd,
    run(line, more) {
      const words = typeof line === "string" ? line.split(" ") : line;
      return shell.run(["broadcast", ...words], { env, ...more });
    },
    addPeople: (count) =>
      Array.from({ length: count }, (_, index) => {
        const { id } = sandbox.addUser({ firstName: `P${index}` });
        sandbox.speak({ from: id, bot: bot.id, text: "/start" });
        return id;
      }),
  });
}

const hello = ["create", "--text", "Hello {first_name|friend}"];

/** The id of the newest broadcast. */
async function newest({ run }: Setup): Promise<number> {
  return JSON.parse((await run("list --json --limit 1")).stdout)[0].id;
}

/** How many broadcasts there are, drafts included. */
async function countAll({ setup }: Setup): Promise<number> {
  return (await setup.api.done("GET", `/bots/${setup.bot}/broadcasts`)).items.length;
}

describe("broadcast create", () => {
  test("sends to named chats, follows until the end, and prints lines where there is no terminal", () =>
    withShell(async ({ run, addPeople }) => {
      const people = addPeople(3);
      const { code, stdout } = await run([...hello, "--to", `${people.join()},999999`, "--follow"]);
      assertEquals(code, 0);
      assertMatch(stdout, /^Started broadcast \d+\n/);
      assertMatch(stdout, /\nBroadcast \d+: finished\n {2}method {5}sendMessage\n {2}sent {7}3 of 4\n/);
      assertMatch(stdout, /\n {2}failed {5}1 \(chat_not_found 1\)\n/);
    }));

  test("shows a bar on a terminal, and removes it at the end", () =>
    withShell(async ({ run, addPeople }) => {
      const shown: string[] = [];
      const to = addPeople(60).join();
      const { code } = await run([...hello, "--to", to, "--follow"], {
        progress: (text) => shown.push(text),
      });
      assertEquals([code, shown[0], shown.at(-1)], [0, "60 chats added", ""]);
      const bars = shown.filter((text) => text.startsWith("["));
      assert(bars.length > 0);
      for (const bar of bars) assertMatch(bar, /^\[[#-]{16}\] \d+% .*\d+ of 60 sent/);
    }));

  test("prints nothing but JSON with --json, also while it follows", () =>
    withShell(async ({ run, addPeople }) => {
      const { stdout } = await run([...hello, "--to", addPeople(2).join(), "--follow", "--json"]);
      const { state, sent } = JSON.parse(stdout);
      assertEquals([state, sent], ["finished", 2]);
    }));

  test("reads chat IDs from a file of any length, in pages", () =>
    withShell(async (parts) => {
      const { run, cwd } = parts;
      const ids = Array.from({ length: 25_000 }, (_, index) => 1_000_000 + index);
      writeFileSync(join(cwd, "chats.csv"), ids.map((id) => `${id},somebody\r\n`).join("\n"));
      const shown: string[] = [];
      const draft = await run([...hello, "--to", "file:chats.csv", "--draft", "--json"], {
        progress: (text) => shown.push(text),
      });
      const { state, total } = JSON.parse(draft.stdout);
      assertEquals([state, total], ["draft", 25_000]);
      assertEquals(shown, ["10000 chats added", "20000 chats added", "25000 chats added", ""]);
      const preview = await run([...hello, "--to", "file:chats.csv", "--dry-run"]);
      assertMatch(
        preview.stdout,
        /^Would send to 25000 chats\. Example:\nsendMessage \{"text":"Hello friend"\}$/,
      );
    }));

  test("reads chat IDs from standard input, such as the recipients of another broadcast", () =>
    withShell(async (parts) => {
      const { run, addPeople } = parts;
      const [person] = addPeople(1);
      await run([...hello, "--to", `${person},999999`, "--follow"]);
      const failed = await run(`recipients ${await newest(parts)} --state failed`);
      assertMatch(failed.stdout, /^999999 +failed +chat_not_found: /);
      const words = [...hello, "--to", "file:-", "--draft", "--include-unreachable", "--json"];
      assertEquals(JSON.parse((await run(words, { stdin: toStream(failed.stdout) })).stdout).total, 1);
    }));

  test("leaves no draft when a line is no chat ID, or it is asked to stop", () =>
    withShell(async (parts) => {
      const { run } = parts;
      const lines = Array.from({ length: 10_000 }, (_, index) => `${index + 1}\n`).join("");
      const wrong = await run([...hello, "--to", "file:-"], { stdin: toStream(lines, "abc\n") });
      assertEquals(wrong.code, 2);
      assertMatch(wrong.stderr, /^Cannot use line 10001 of the chat IDs: .* \(chat_line_invalid\)$/);
      assertEquals(await countAll(parts), 0);
      let stop = () => {};
      const waits = Promise.withResolvers<void>();
      async function* endless() {
        yield lines;
        await waits.promise;
      }
      const stopped = run([...hello, "--to", "file:-"], {
        stdin: endless(),
        onStop: (callback) => {
          stop = callback;
          return () => {};
        },
      });
      await until(async () => await countAll(parts) === 1);
      stop();
      assertMatch((await stopped).stderr, /\(command_cancelled\)$/);
      assertEquals(await countAll(parts), 0);
      waits.resolve();
    }));

  test("sends to private chats and to a tag, and a dry run sends nothing", () =>
    withShell(async (parts) => {
      const { run, addPeople, setup } = parts;
      const people = addPeople(3);
      await until(async () =>
        (await run([...hello, "--to", "private", "--dry-run"])).stdout.includes(" 3 chats")
      );
      assertEquals(await countAll(parts), 0);
      const tag = await setup.api.done("POST", `/bots/${setup.bot}/tags`, { name: "VIP", color: "red" });
      await setup.api.done("PUT", `/bots/${setup.bot}/users/${people[0]}/tags/${tag.id}`);
      const toOne = await run([...hello, "--to", "tag:vip", "--dry-run"]);
      assertMatch(toOne.stdout, /^Would send to 1 chat\. Example:\nsendMessage \{"text":"Hello P0"\}$/);
      const others = await run([
        ...[...hello, "--to", "private", "--without-tags", "VIP", "--active-since", "1h"],
        ...["--dry-run", "--json"],
      ]);
      assertEquals(JSON.parse(others.stdout).audience, 2);
      const unknown = await run([...hello, "--to", "tag:nobody"]);
      assertEquals([unknown.code, unknown.stderr.includes("tag_not_known")], [2, true]);
    }));

  test("takes the method and its parameters from a file, a name and quiet hours", () =>
    withShell(async (parts) => {
      const { run, cwd, addPeople } = parts;
      writeFileSync(join(cwd, "poll.json"), JSON.stringify({ question: "Yes?", options: ["a", "b"] }));
      const words = ["create", "--method", "sendPoll", "--parameters", "poll.json", "--name", "A poll"];
      const quiet = ["--quiet-hours", "00:00-24:00@UTC", "--to", addPeople(1).join()];
      const { code } = await run([...words, ...quiet]);
      assertEquals(code, 0);
      const id = await newest(parts);
      await until(async () => (await run(`show ${id}`)).stdout.startsWith(`Broadcast ${id} (A poll): quiet`));
      const found = JSON.parse((await run(`show ${id} --json`)).stdout);
      assertEquals([found.method, found.parameters.question, found.quiet_hours], [
        "sendPoll",
        "Yes?",
        { zone: "UTC", from: "00:00", to: "24:00" },
      ]);
    }));

  test("says what is missing or cannot be used", () =>
    withShell(async ({ run, cwd }) => {
      writeFileSync(join(cwd, "list.json"), "[]");
      const refused: readonly (readonly [words: readonly string[], code: number, fault: string])[] = [
        [["create", "--to", "1"], 2, "broadcast_message_missing"],
        [hello, 2, "broadcast_audience_missing"],
        [[...hello, "--to", "everybody"], 2, "flag_invalid"],
        [[...hello, "--to", "1", "--languages", "de"], 2, "flag_needs_private"],
        [[...hello, "--to", "1", "--quiet-hours", "21:00-09:00"], 2, "flag_invalid"],
        [[...hello, "--to", "1", "--quiet-hours", "21:00-09:00@Mars/Base"], 2, "flag_invalid"],
        [[...hello, "--to", "1", "--draft", "--follow"], 2, "flags_exclude"],
        [[...hello, "--to", "1", "--method", "banChatMember"], 2, "flag_invalid"],
        [[...hello, "--to", "file:-", "--parameters", "-"], 2, "stdin_twice"],
        [[...hello, "--to", "file:-"], 2, "broadcast_chats_missing"],
        [[...hello, "--to", "file:absent"], 1, "file_unreadable"],
        [["create", "--parameters", "list.json", "--to", "1"], 2, "broadcast_parameters_invalid"],
        [
          ["create", "--text", "{nobody}", "--to", "1"],
          1,
          "#/parameters has the unknown placeholder {nobody}",
        ],
        [["pause"], 2, "broadcast_id_missing"],
        [["show", "7"], 1, "broadcast_not_found"],
        [["test", "--text", "Hi"], 2, "chat_missing"],
      ];
      for (const [words, code, fault] of refused) {
        const outcome = await run(words, { stdin: toStream("") });
        assertEquals([outcome.code, outcome.stdout], [code, ""], words.join(" "));
        assert(outcome.stderr.includes(fault), outcome.stderr);
      }
    }));
});

describe("broadcast pause, resume, cancel and remove", () => {
  test("change a broadcast, and show follows what is left", () =>
    withShell(async (parts) => {
      const { run, addPeople } = parts;
      await run([...hello, "--to", addPeople(60).join(), "--draft"]);
      const id = await newest(parts);
      assertEquals((await run(`pause ${id}`)).code, 1);
      await run(`resume ${id}`);
      const paused = await run(`pause ${id}`);
      assertEquals(paused.code, 0);
      assertMatch(paused.stdout, /: paused\n[^]*\n {2}reason {5}by_operator$/);
      assertEquals((await run(`show ${id} --follow`)).code, 1);
      assertEquals((await run(`remove ${id}`)).code, 1);
      await run(`resume ${id}`);
      assertEquals((await run(`show ${id} --follow`)).code, 0);
      assertEquals((await run(`cancel ${id}`)).code, 1);
      const [header, row] = (await run("list")).stdout.split("\n");
      assertMatch(header!, /^ID +CREATED +STATE +SENT +FAILED +REMAINING +NAME$/);
      assertMatch(row!, new RegExp(`^${id} +\\S+ \\S+ +finished +60 +0 +0$`));
      const recipients = (await run(`recipients ${id} --json`)).stdout.split("\n");
      assertEquals(recipients.map((line) => JSON.parse(line).state), Array(60).fill("sent"));
      assertEquals((await run(`remove ${id}`)).stdout, `Removed broadcast ${id}.`);
      assertEquals(await countAll(parts), 0);
    }));
});

describe("broadcast show --follow", () => {
  test("continues when BotMux restarts", () =>
    withShell(async (parts) => {
      const { run, addPeople, setup } = parts;
      await run([...hello, "--to", addPeople(150).join()]);
      const id = await newest(parts);
      const followed = run(`show ${id} --follow`);
      await setup.served.restart();
      const { code, stdout } = await followed;
      assertEquals(code, 0);
      assertMatch(stdout, /: finished\n/);
    }));

  test("ends when it is asked to stop, and leaves the broadcast alone", () =>
    withShell(async (parts) => {
      const { run, addPeople } = parts;
      await run([...hello, "--to", addPeople(1).join(), "--quiet-hours", "00:00-24:00@UTC"]);
      const id = await newest(parts);
      let stop: (() => void) | undefined;
      const onStop = (callback: () => void) => {
        stop = callback;
        return () => {};
      };
      const followed = run(`show ${id} --follow`, { onStop });
      await until(() => stop !== undefined);
      stop!();
      const { code, stderr } = await followed;
      assertEquals([code, stderr], [1, `Stopped watching; broadcast ${id} continues.`]);
      assertMatch((await run(`show ${id}`)).stdout, /: quiet\n/);
    }));
});

describe("broadcast test", () => {
  test("sends the message to one chat", () =>
    withShell(async (parts) => {
      const { run, addPeople } = parts;
      const [person] = addPeople(1);
      const sent = await run([
        "test",
        "--chat",
        String(person),
        "--text",
        "Hello *you*",
        "--parse-mode",
        "MarkdownV2",
      ]);
      assertEquals([sent.code, sent.stdout], [0, `Sent to chat ${person}.`]);
      assertEquals(await countAll(parts), 0);
      assertEquals((await run("test --chat 999999 --text Hi")).code, 1);
    }));
});
