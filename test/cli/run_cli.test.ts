import { fault } from "../../src/faults/fault.ts";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { OperationalError } from "../../src/base/errors.ts";
import { openRegistry } from "../support/open_registry.ts";
import { createShell, type Shell, toStream } from "./run.ts";

const secret = "A".repeat(35);
const token = `123456:${secret}`;

function withShell(work: (shell: Shell) => Promise<void>): () => Promise<void> {
  return async () => {
    using shell = createShell();
    await work(shell);
  };
}

describe("botmux start", () => {
  for (const line of ["", "start", "--listen 0 --demo", "start --listen=0 --demo --bot " + token]) {
    test(
      `"botmux ${line.replace(secret, "…")}" starts the server`,
      withShell(async ({ run, started }) => {
        assertEquals(await run(line), { code: 0, stdout: "", stderr: "" });
        assertEquals(started.length, 1);
        assertEquals(started[0]?.demo, line.includes("--demo"));
        assertEquals(started[0]?.listen.port, line === "" || line === "start" ? 8080 : 0);
      }),
    );
  }

  test(
    "takes flags, variables and botmux.json together",
    withShell(async ({ cwd, run, started }) => {
      writeFileSync(join(cwd, "botmux.json"), JSON.stringify({ data: "d", bots: [{ token: "${T}" }] }));
      await run("--log-level warn", { env: { T: token, BOTMUX_LISTEN: ":1" } });
      const [settings] = started;
      assertEquals(
        [settings?.dataDir, settings?.logLevel, settings?.listen.port, settings?.bots[0]?.id],
        [join(cwd, "d"), "warn", 1, 123456],
      );
    }),
  );

  test("an operational error prints one sentence and exits with 1", async () => {
    using shell = createShell(
      new OperationalError(fault("listen_port_taken", { address: "127.0.0.1:8080" })),
    );
    assertEquals(await shell.run("start"), {
      code: 1,
      stdout: "",
      stderr:
        "Cannot listen on 127.0.0.1:8080: another program uses this port. Stop it, or listen on another port. " +
        "(listen_port_taken)",
    });
  });

  test("an unexpected error prints one masked sentence without a stack and exits with 1", async () => {
    using shell = createShell(new Error(`fetch https://host/bot${token}/getMe failed`));
    const outcome = await shell.run("start");
    assertEquals(outcome.code, 1);
    assertEquals(outcome.stderr, "BotMux failed: fetch https://host/bot123456:***/getMe failed");
  });
});

const usage: [string, string, string][] = [
  ["a wrong flag", "--lsten :80", "Cannot use --lsten: there is no such flag. Did you mean --listen?"],
  [
    "a wrong flag with a value",
    "start --dta=x",
    "Cannot use --dta: there is no such flag. Did you mean --data?",
  ],
  ["a flag like no other", "start --zzzzz", "Cannot use --zzzzz: there is no such flag. See --help"],
  ["a short flag", "-x", "Cannot use -x: there is no such flag. See --help"],
  ["a flag of another command", "bot list --demo", "Cannot use --demo: there is no such flag"],
  ["a flag without its value", "--listen", "Cannot use --listen without a value. Write --listen HOST:PORT"],
  ["a flag for a value", "--data --demo", "Cannot use --data without a value"],
  ["a flag twice", "--data a --data b", "Cannot use --data twice. Give it once"],
  ["a bad value", "--listen nowhere", 'Cannot use --listen "nowhere": it must be HOST:PORT'],
  ["a wrong command", "strat", 'Cannot run "strat": there is no such command. Did you mean start?'],
  ["a command like no other", "zzzzz", 'Cannot run "zzzzz": there is no such command. See botmux --help'],
  ["half a command", "bot", "Missing subcommand: botmux bot add, bot list, bot remove or bot set"],
  [
    "half a command and a wrong word",
    "token new",
    "Missing subcommand: botmux token add, token list, token set, token rotate or token revoke",
  ],
  [
    "a wrong second word",
    "bot lst",
    'Cannot run "bot lst": there is no such command. Did you mean bot list?',
  ],
  ["a part of the second word", "operator set-pass ada", "Did you mean operator set-password?"],
  [
    "two wrong words",
    "consumers lsit",
    'Cannot run "consumers lsit": there is no such command. Did you mean consumer list?',
  ],
  ["a wrong word before a right one", "bots list", "Did you mean bot list?"],
  ["a wrong word with a hyphen", "setuplink", "Did you mean setup-link?"],
  ["a flag with one dash", "bot list -json", "Cannot use -json: there is no such flag. Did you mean --json?"],
  [
    "a flag of another spelling",
    "bot list --jason",
    "Cannot use --jason: there is no such flag. Did you mean --json?",
  ],
  ["too many words", "start now", "Unexpected arguments: 1. Usage: botmux start [FLAGS]"],
  [
    "a bad token shape",
    "--bot 123456:short",
    "Cannot use --bot: it must be the bot id, a colon and at least 24",
  ],
  ["the same bot twice", `--bot ${token} --bot ${token}`, "Cannot use --bot: bot 123456 is given twice"],
  ["an unreadable file", "--config none.json", "none.json: there is no such file. Check --config"],
  [
    "a bad token shape to add",
    "bot add 123456:short",
    "Cannot use this as a bot token: it must be the bot id",
  ],
  ["no token to add", "bot add", "Missing bot token. Usage: botmux bot add TOKEN"],
  [
    "an ingress that there is not",
    `bot add ${token} --ingress push`,
    'Cannot use --ingress "push": it must be one of poll, webhook',
  ],
  ["no bot to remove", "bot remove", "Missing bot"],
  ["a token for a bot's name", `bot remove ${token}`, "Cannot find this bot. Name it by its id"],
  ["a consumer without a name", "consumer add", "Missing consumer name. Add --name NAME"],
  [
    "a bad mode",
    "consumer add --name a --mode pull",
    'Cannot use --mode "pull": it must be one of poll, push',
  ],
  [
    "half a command of consumers",
    "consumer",
    "consumer add, consumer disable, consumer enable, consumer list, consumer remove or consumer set",
  ],
  ["no consumer to disable", "consumer disable", "Usage: botmux consumer disable NAME"],
  ["no consumer to change", "consumer set", "Usage: botmux consumer set NAME"],
  ["no consumer to remove", "consumer remove", "Missing consumer name. Usage: botmux consumer remove NAME"],
  [
    "two consumers to remove",
    "consumer remove a --name b",
    "Cannot tell which consumer is meant. Give its name once, as botmux consumer remove NAME",
  ],
  [
    "nothing to change",
    "consumer set a",
    "Nothing to change. Add --mode poll, --mode push or another flag",
  ],
  ["no consumer to enable", "consumer enable", "Usage: botmux consumer enable NAME"],
  ["a bad start", "consumer add --name a --start soon", 'Cannot use --start "soon": it must be "now", "all"'],
  ["a bad kind", "consumer add --name a --updates mesage", "it must be a kind of update; message is one"],
  [
    "a bad chat",
    "consumer add --name a --chats=-1,x",
    'Cannot use --chats "x": it must be the number of a chat',
  ],
  ["an empty list", "consumer add --name a --chats=,", "Cannot use --chats without a value"],
  ["a bad method", "token add --methods send-message", "it must be the name of a method"],
  ["no id to revoke", "token revoke", "Cannot revoke this. Name the access token by its ID"],
  [
    "a token in place of its id",
    `token revoke ${token}`,
    "Cannot revoke this. Name the access token by its ID",
  ],
  [
    "a switch with a value",
    "bot list --json=maybe",
    "Cannot use --json with this value. Leave the value out",
  ],
];
describe("a mistake is one sentence on stderr and exit code 2:", () => {
  for (const [title, line, words] of usage) {
    test(
      title,
      withShell(async ({ run, started }) => {
        const { code, stdout, stderr } = await run(line);
        assertEquals([code, stdout, started.length], [2, "", 0]);
        assertStringIncludes(stderr, words);
        assert(!stderr.includes("\n") && !stderr.includes(secret) && !stderr.includes("short"), stderr);
      }),
    );
  }

  test(
    "something that does not exist",
    withShell(async ({ run }) => {
      await run(`bot add ${token}`);
      await run("bot remove 123456");
      for (
        const [line, words] of [
          ["bot remove 7", "Cannot find bot 7. See botmux bot list"],
          ["consumer add --name a", "Cannot find a bot: there is none yet"],
          ["token revoke 7", "Access token 7 does not exist. (access_token_gone)"],
        ] as const
      ) {
        const { code, stdout, stderr } = await run(line);
        assertEquals([code, stdout], [2, ""], line);
        assertStringIncludes(stderr, words);
      }
    }),
  );

  test(
    "a token where a command should be is not repeated",
    withShell(async ({ run }) => {
      for (
        const line of [
          "123456:short",
          "bot 123456:short",
          "start 123456:short",
          "bot add x 123456:short",
          "-123456:short",
        ]
      ) {
        const { code, stderr } = await run(line);
        assertEquals(code, 2);
        assert(!stderr.includes("short"), stderr);
      }
    }),
  );
});

describe("a data folder that cannot be used is one sentence and exit code 1:", () => {
  test(
    "its path leads through a file",
    withShell(async ({ cwd, run }) => {
      writeFileSync(join(cwd, "file"), "");
      const { code, stderr } = await run("bot list --data file/data");
      assertEquals(code, 1);
      assertStringIncludes(stderr, `Cannot write ${join(cwd, "file/data/botmux.db")}: `);
    }),
  );

  test(
    "its database is not a database",
    withShell(async ({ cwd, run }) => {
      mkdirSync(join(cwd, "data"));
      writeFileSync(join(cwd, "data", "botmux.db"), "not a database".repeat(100));
      const { code, stderr } = await run("bot list");
      assertEquals(code, 1);
      assertStringIncludes(
        stderr,
        "is damaged (file is not a database). Stop BotMux and restore the file from a backup",
      );
    }),
  );
});

describe("botmux bot", () => {
  test(
    "add, list and remove",
    withShell(async ({ run }) => {
      const added = await run(`bot add ${token} --listen :9000`);
      assertEquals([added.code, added.stderr], [0, ""]);
      assertStringIncludes(added.stdout, "Added bot 123456.");
      assertStringIncludes(added.stdout, "base URL http://localhost:9000/tgapi");
      assertEquals(
        (await run("bot list")).stdout.split("\n"),
        [
          "ID      USERNAME  NAME  STATUS  CONSUMERS  TOKEN",
          "123456                  active  1          123456:***",
        ],
      );
      assertEquals((await run("bot remove 123456")).stdout, "Removed bot 123456.");
      assertEquals((await run("bot list --json")).stdout, "[]");
      assertStringIncludes((await run("bot list")).stdout, "There is no bot yet");
    }),
  );

  test(
    "list --json masks the token",
    withShell(async ({ run }) => {
      await run(`bot add ${token}`);
      const { stdout } = await run("bot list --json");
      const [bot] = JSON.parse(stdout);
      assertEquals([bot.id, bot.token, bot.status, bot.hadWebhook], [123456, "123456:***", "active", false]);
      assert(!stdout.includes(secret));
    }),
  );

  test(
    "set changes only the given settings",
    withShell(async ({ run }) => {
      await run(`bot add ${token}`);
      const bot = async () => JSON.parse((await run("bot list --json")).stdout)[0];
      const { stdout } = await run("bot set 123456 --archive off --retention 2h");
      assertStringIncludes(stdout, "What was archived of it stays");
      const { isArchived, refreshesChats, retentionMs } = await bot();
      assertEquals([isArchived, refreshesChats, retentionMs], [false, true, 7_200_000]);
      await run("bot set --archive on --refresh-chats off --journal-size 5MB --ingress webhook");
      const after = await bot();
      assertEquals(
        [after.isArchived, after.refreshesChats, after.retentionMs, after.maxJournalBytes, after.ingress],
        [true, false, 7_200_000, 5_000_000, "webhook"],
      );
      await run("bot set --sign-in on");
      assertEquals((await bot()).isSignInBot, true);
      assertEquals((await run("bot set 123456")).code, 2);
      assertEquals((await run("bot set 123456 --archive maybe")).code, 2);
    }),
  );

  test(
    "add --ingress chooses how updates arrive, for an existing bot too",
    withShell(async ({ run }) => {
      const ingress = async () => JSON.parse((await run("bot list --json")).stdout)[0].ingress;
      const needsUrl = "BotMux must be started with --public-url";
      assertStringIncludes((await run(`bot add ${token} --ingress webhook`)).stdout, needsUrl);
      assertEquals(await ingress(), "webhook");
      await run(`bot add ${token} --replace`);
      assertEquals(await ingress(), "webhook");
      await run(`bot add ${token} --replace --ingress poll`);
      assertEquals(await ingress(), "poll");
      const env = { BOTMUX_PUBLIC_URL: "https://mux.example" };
      const { stdout } = await run(`bot add ${token} --replace --ingress webhook`, { env });
      assert(!stdout.includes(needsUrl));
    }),
  );

  test(
    "add - reads the token from standard input, in parts and with a line break",
    withShell(async ({ run }) => {
      const half = token.slice(0, 20);
      const stdin = toStream(new TextEncoder().encode(half), `${token.slice(20)}\r\nmore`);
      assertStringIncludes((await run("bot add -", { stdin })).stdout, "Added bot 123456.");
      const empty = await run("bot add -");
      assertEquals([empty.code, empty.stderr], [
        2,
        "Cannot read standard input: its first line is empty. (stdin_empty)",
      ]);
      const endless = await run("bot add -", { stdin: toStream("x".repeat(5_000)) });
      assertEquals([endless.code, endless.stderr], [
        2,
        "Cannot read standard input: its first line is too long. (stdin_too_long)",
      ]);
    }),
  );

  test(
    "add refuses an existing bot, and replaces its token with --replace",
    withShell(async ({ cwd, run }) => {
      await run(`bot add ${token}`);
      const same = await run(`bot add ${token}`);
      assertEquals([same.code, same.stderr], [
        2,
        "Cannot add bot 123456: BotMux has it already. (bot_added_already)",
      ]);
      const newer = `123456:${"B".repeat(35)}`;
      const other = await run(`bot add ${newer}`);
      assertEquals(
        [other.code, other.stderr],
        [
          2,
          "Cannot add bot 123456: BotMux has it already. Add --replace to give it this token. (bot_token_differs)",
        ],
      );
      assertStringIncludes((await run(`bot add ${newer} --replace`)).stdout, "Bot 123456 has its new token.");
      const { registry, close } = await openRegistry(join(cwd, "data"));
      const kept = registry.bot(123456)?.token;
      close();
      assertEquals(kept, newer);
    }),
  );

  test(
    "add takes limits from flags and variables",
    withShell(async ({ run }) => {
      await run(`bot add ${token} --retention 2h`, { env: { BOTMUX_JOURNAL_SIZE: "5MB" } });
      const [bot] = JSON.parse((await run("bot list --json")).stdout);
      assertEquals([bot.retentionMs, bot.maxJournalBytes], [7_200_000, 5_000_000]);
    }),
  );

  test(
    "a bot is found by its @username in any case, and its name cannot corrupt the terminal",
    withShell(async ({ cwd, run }) => {
      await run(`bot add ${token}`);
      const { registry, close } = await openRegistry(join(cwd, "data"));
      await registry.updateBot(123456, { username: "Shop_bot", name: "\u001b[31mred\n\u202eevil" });
      close();
      const { stdout } = await run("bot list");
      assertEquals(stdout.split("\n").length, 2);
      assertStringIncludes(stdout, "?[31mred??evil");
      assertEquals((await run("bot remove @shop_BOT")).stdout, "Removed bot 123456.");
    }),
  );

  test(
    "works without the variables that other parts of botmux.json need",
    withShell(async ({ cwd, run }) => {
      writeFileSync(join(cwd, "botmux.json"), JSON.stringify({ data: "d", bots: [{ token: "${NOT_SET}" }] }));
      assertEquals((await run(`bot add ${token}`)).code, 0);
      assertEquals((await run("bot list")).code, 0);
      assertEquals((await run("start")).code, 2);
    }),
  );
});

describe("botmux consumer", () => {
  test(
    "add, list and remove",
    withShell(async ({ run }) => {
      await run(`bot add ${token}`);
      const words = ["--bot", "123456", "--name", "staff", "--start", "all", "--updates", "message,poll"];
      const added = await run([
        "consumer",
        "add",
        ...words,
        "--chats",
        "-100123,5",
        "--chats",
        "6",
        "--topics",
        "7",
      ]);
      assertEquals([added.code, added.stderr], [0, ""]);
      await run("consumer add --name plain --sharing independent --start 2026-01-31");
      assertEquals((await run("consumer list")).stdout.split("\n"), [
        "BOT     NAME     MODE  SHARING      STARTED                   TOKENS  PUSHES TO  SEES                                               STATE",
        "123456  default  poll  independent  now                       0                  everything                                         enabled",
        "123456  staff    poll  exclusive    all                       0                  updates message,poll; chats -100123,5,6; topics 7  enabled",
        "123456  plain    poll  independent  2026-01-31T00:00:00.000Z  0                  everything                                         enabled",
      ]);
      const json = JSON.parse((await run("consumer list --bot 123456 --json")).stdout);
      assertEquals(json[1].filter, { updates: ["message", "poll"], chats: [-100123, 5, 6], topics: [7] });
      assertEquals(
        (await run("consumer remove staff")).stdout,
        "Removed consumer staff of bot 123456.",
      );
      const gone = await run("consumer remove --name staff");
      assertEquals([gone.code, gone.stderr], [
        2,
        'Cannot find consumer "staff" of bot 123456. See botmux consumer list. (consumer_not_known)',
      ]);
      assertEquals((await run("consumer remove --name default")).code, 2);
    }),
  );

  test(
    "add refuses a name that is taken or invalid",
    withShell(async ({ run }) => {
      await run(`bot add ${token}`);
      const taken = await run("consumer add --name default");
      assertEquals([taken.code, taken.stderr], [
        2,
        "Bot 123456 already has a consumer named default. Choose another name. (consumer_exists)",
      ]);
      const bad = await run("consumer add --name A");
      assertEquals(bad.code, 2);
      assertStringIncludes(bad.stderr, "(consumer_name_invalid)");
    }),
  );

  test(
    "asks which bot is meant when there are several",
    withShell(async ({ run }) => {
      await run(`bot add ${token}`);
      await run(`bot add 7:${secret}`);
      const { code, stderr } = await run("consumer add --name a");
      assertEquals([code, stderr], [
        2,
        "Cannot tell which bot is meant. Add --bot ID (7, 123456). (bot_ambiguous)",
      ]);
    }),
  );
});

describe("botmux token", () => {
  test(
    "add shows the token once with a command to try; list hides it; revoke ends it",
    withShell(async ({ cwd, run }) => {
      await run(`bot add ${token}`);
      await run("consumer add --name staff");
      const words = [
        "token",
        "add",
        "--consumer",
        "staff",
        "--label",
        "Ann's phone",
        "--methods",
        "sendMessage",
      ];
      const { code, stdout } = await run([...words, "--chats", "-5", "--expires", "2099-12-31"], {
        env: { BOTMUX_LISTEN: "[::1]:81" },
      });
      assertEquals(code, 0);
      const text = /token +(123456:[\w-]{35})/.exec(stdout)?.[1] ?? "";
      assertStringIncludes(stdout, "base URL  http://[::1]:81/tgapi");
      assertStringIncludes(stdout, `curl -s 'http://[::1]:81/tgapi/bot${text}/getUpdates?timeout=30'`);
      const opened = await openRegistry(join(cwd, "data"));
      const caller = opened.registry.findCaller(text);
      opened.close();
      assertEquals(caller?.scope, { methods: ["sendmessage"], chats: [-5] });
      const list = (await run("token list")).stdout;
      assertMatch(
        list,
        /^ID {2}TOKEN +CONSUMER {2}ADDED +EXPIRES +LAST USED +SCOPE +LABEL\n1 {3}123456:\*\*\* {2}staff +\d{4}-\d\d-\d\d +2099-12-31 +- +methods sendMessage; chats -5 {2}Ann's phone$/,
      );
      const json = (await run("token list --json")).stdout;
      assertEquals(JSON.parse(json)[0].token, "123456:***");
      assert(!json.includes("hash") && !json.includes(text));
      const rotated = (await run("token rotate 1 --overlap 10m")).stdout;
      const next = /123456:[A-Za-z0-9_-]{35}/.exec(rotated)?.[0] ?? "";
      assert(next !== "" && next !== text && rotated.includes("The old token works until 20"));
      assertStringIncludes((await run("token rotate 1 --overlap 0")).stdout, "refuses the old token within");
      assertStringIncludes((await run("token rotate 1 --overlap 90d")).stderr, "Cannot use --overlap");
      const set = await run("token set 1 --chats 42,43 --topics -1001234567890/7 --without methods,expires");
      assertEquals(
        set.stdout,
        "Access token 1 is limited to: chats 42,43; topics -1001234567890/7",
      );
      const [kept] = JSON.parse((await run("token list --json")).stdout);
      assertEquals([kept.expiresAt, kept.label], [null, "Ann's phone"]);
      assertStringIncludes((await run("token set 1 --chats 5 --without chats")).stderr, "--without");
      assertStringIncludes((await run("token set 1 --without nothing")).stderr, "Cannot use --without");
      assertStringIncludes((await run("token set 9 --read-only")).stderr, "access_token_gone");
      assertStringIncludes((await run("token add --expires soon")).stderr, "or a duration such as 30d");
      assertStringIncludes((await run("token revoke 1")).stdout, "Revoked access token 1");
      assertEquals((await run("token list --json")).stdout, "[]");
    }),
  );
});

describe("botmux config, version and help", () => {
  test(
    "config schema prints the JSON Schema",
    withShell(async ({ run }) => {
      const schema = JSON.parse((await run("config schema")).stdout);
      assertEquals([schema.$schema, schema.type], [
        "https://json-schema.org/draft/2020-12/schema",
        "object",
      ]);
      assert("bots" in schema.properties && "listen" in schema.properties);
    }),
  );

  test(
    "config check reports what it found, or what is wrong",
    withShell(async ({ cwd, run }) => {
      const path = join(cwd, "botmux.json");
      writeFileSync(path, JSON.stringify({ bots: [{ token, consumers: [{ name: "a" }, { name: "b" }] }] }));
      assertEquals(
        (await run("config check")).stdout,
        `The settings are in order: ${path}, bots: 1, consumers: 2.`,
      );
      writeFileSync(path, JSON.stringify({ bots: [{ token, consumers: [{ name: "a", mode: "pull" }] }] }));
      assertEquals(await run("config check"), {
        code: 2,
        stdout: "",
        stderr:
          `Cannot use ${path}: bots[0].consumers[0].mode must be one of poll, push. (setting_file_invalid)`,
      });
    }),
  );

  for (const line of ["version", "--version", "-v", "start --version", "--demo --version"]) {
    test(
      `"botmux ${line}" prints the version`,
      withShell(async ({ run }) => {
        assertEquals(await run(line), { code: 0, stdout: "1.2.3", stderr: "" });
      }),
    );
  }

  for (const line of ["--help", "-h", "help", "bot --help", "start --data x --help"]) {
    test(
      `"botmux ${line}" prints help and starts nothing`,
      withShell(async ({ run, started }) => {
        const { code, stdout } = await run(line);
        assertEquals([code, started.length], [0, 0]);
        assertStringIncludes(stdout.replace(/\s+/g, " "), "--listen HOST:PORT");
        assertStringIncludes(stdout.replace(/\s+/g, " "), "(default 127.0.0.1:8080, $BOTMUX_LISTEN)");
      }),
    );
  }

  for (
    const words of [
      "start",
      "bot add",
      "bot list",
      "bot remove",
      "consumer add",
      "consumer disable",
      "consumer enable",
      "consumer list",
      "consumer remove",
      "consumer set",
      "token add",
      "token list",
      "token revoke",
      "config schema",
      "config check",
      "version",
    ]
  ) {
    test(
      `"botmux ${words} --help" prints its usage within 110 columns`,
      withShell(async ({ run }) => {
        assertStringIncludes((await run("--help")).stdout, `  ${words} `);
        const { code, stdout } = await run(`${words} --help`);
        assertEquals(code, 0);
        assertStringIncludes(stdout, `Usage: botmux ${words}`);
        assert(stdout.split("\n").every((line) => line.length <= 110), stdout);
      }),
    );
  }
});
