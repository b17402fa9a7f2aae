import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Consumer } from "../../src/registry/entities/consumer.ts";
import { createCertificate } from "../support/certificate.ts";
import { openRegistry } from "../support/open_registry.ts";
import { createPushTarget } from "../support/records.ts";
import { createShell, type Shell, toStream } from "./run.ts";

const token = `123456:${"A".repeat(35)}`;
const secret = "SHORTSECRET";
const url = "https://backend.example/hook";
const add = ["consumer", "add", "--name", "a"];
const addPush = [...add, "--mode", "push"];

/** A test in a folder with a bot. */
function withBot(work: (shell: Shell) => Promise<void>): () => Promise<void> {
  return async () => {
    using shell = createShell();
    await shell.run(`bot add ${token}`);
    await work(shell);
  };
}

async function findConsumer({ cwd }: Shell, name: string): Promise<Consumer | undefined> {
  const { registry, close } = await openRegistry(join(cwd, "data"));
  try {
    return registry.consumerByName(123456, name);
  } finally {
    close();
  }
}

describe("botmux consumer add --mode push", () => {
  test(
    "with only a URL uses the defaults, and shows only the origin",
    withBot(async (shell) => {
      const { code, stdout } = await shell.run([
        ...addPush,
        "--url",
        "https://u:p@backend.example/hook?key=1",
      ]);
      assertEquals(code, 0);
      assertEquals(stdout.split("\n"), [
        "Added consumer a of bot 123456; it sees everything.",
        "It pushes to https://backend.example.",
      ]);
      const consumer = await findConsumer(shell, "a");
      const push = createPushTarget({ urls: ["https://u:p@backend.example/hook?key=1"] });
      assertEquals([consumer?.mode, consumer?.push], ["push", push]);
    }),
  );

  test(
    "accepts every flag, and substitutes variables",
    withBot(async (shell) => {
      const words = [
        ...addPush,
        ...["--url", "b.example/${KEY}", "--url", "http://10.0.0.2:3000"],
        ...["--secret-token", "${KEY}", "--header", "X-Key: key: ${KEY} ", "--header", "X-B:"],
        ...["--max-connections", "3", "--attempts", "5", "--timeout", "7", "--ip-address", "::1"],
      ];
      assertStringIncludes(
        (await shell.run(words, { env: { KEY: secret } })).stdout,
        "It pushes to https://b.example and 1 more.",
      );
      const push = createPushTarget({
        urls: [`https://b.example/${secret}`, "http://10.0.0.2:3000"],
        secretToken: secret,
        headers: { "X-Key": `key: ${secret}`, "X-B": "" },
        maxConnections: 3,
        maxAttempts: 5,
        timeoutSec: 7,
        ipAddress: "::1",
      });
      assertEquals((await findConsumer(shell, "a"))?.push, push);
    }),
  );

  test(
    "reads the secret token from standard input",
    withBot(async (shell) => {
      await shell.run([...addPush, "--url", url, "--secret-token", "-"], {
        stdin: toStream(`${secret}\r\nmore`),
      });
      assertEquals((await findConsumer(shell, "a"))?.push?.secretToken, secret);
    }),
  );

  test(
    "takes a certificate from a file",
    withBot(async (shell) => {
      const { cert } = createCertificate();
      writeFileSync(join(shell.cwd, "c.pem"), cert);
      await shell.run([...addPush, "--url", url, "--certificate", "c.pem"]);
      assertEquals((await findConsumer(shell, "a"))?.push?.certificate, cert);
    }),
  );
});

describe("botmux consumer add refuses", () => {
  const refused: [title: string, words: string[], message: string][] = [
    ["push without a URL", addPush, "Cannot push without a URL. Add --url URL. (flag_url_missing)"],
    [
      "a URL without a mode",
      [...add, "--url", url],
      "Cannot use --url without mode push. Add --mode push. (flag_needs_push)",
    ],
    [
      "a header with mode poll",
      [...add, "--mode", "poll", "--header", "X-Key: 1"],
      "Cannot use --header without mode push. Add --mode push. (flag_needs_push)",
    ],
    [
      "what is no URL",
      [...addPush, "--url", "ftp://a"],
      "Cannot use --url: it must be a URL such as https://backend.example/hook. (flag_target_invalid)",
    ],
    [
      "an empty URL",
      [...addPush, "--url", ""],
      "Cannot use --url without a value. Leave the flag out. (flag_empty)",
    ],
    [
      "a secret token from an empty variable",
      [...addPush, "--url", url, "--secret-token", "${EMPTY}"],
      "Cannot use --secret-token without a value. Leave the flag out. (flag_empty)",
    ],
    [
      "a variable that is not set",
      [...addPush, "--url", url, "--header", "X-Key: ${NONE}"],
      "Cannot use the command line: --header needs the environment variable NONE, which is not set. Set it. (setting_variable_missing)",
    ],
    [
      "a header without a colon",
      [...addPush, "--url", url, "--header", "X-Key"],
      'Cannot use --header: it must be a name, a colon and a value, as in "X-Key: 1". (flag_header_invalid)',
    ],
    [
      "a header twice",
      [...addPush, "--url", url, "--header", "X-Key: 1", "--header", "X-Key: 2"],
      "Cannot use --header: the same name is given twice. Give it once. (flag_header_repeated)",
    ],
    [
      "a header of the request's own",
      [...addPush, "--url", url, "--header", "Host: x"],
      "Cannot use --header Host: it must be left out: BotMux sets it, or the connection needs it. (flag_target_invalid)",
    ],
    [
      "no attempt",
      [...addPush, "--url", url, "--attempts", "0"],
      'Cannot use --attempts "0": it must be a whole number of at least 1. (flag_invalid)',
    ],
    [
      "too many connections",
      [...addPush, "--url", url, "--max-connections", "100001"],
      'Cannot use --max-connections "100001": it must be a whole number from 1 to 100000. (flag_invalid)',
    ],
    [
      "a certificate that is not there",
      [...addPush, "--url", url, "--certificate", "none.pem"],
      'Cannot use --certificate "none.pem": it must be a PEM file that can be read: there is no such file. (flag_invalid)',
    ],
  ];
  for (const [title, words, message] of refused) {
    test(
      title,
      withBot(async ({ run }) => {
        assertEquals(await run(words, { env: { EMPTY: "" } }), { code: 2, stdout: "", stderr: message });
      }),
    );
  }
});

describe("botmux consumer disable and enable", () => {
  test(
    "disable a push consumer with the owner's reason, which the lists show, and enable it",
    withBot(async (shell) => {
      const { run } = shell;
      await run([...addPush, "--url", url]);
      const off = await run(["consumer", "disable", "a", "--bot", "123456", "--reason", "Backend is moving"]);
      assertStringIncludes(off.stdout, "Disabled consumer a of bot 123456");
      assertStringIncludes((await run("consumer list")).stdout, "disabled: Backend is moving");
      const [, listed] = JSON.parse((await run("consumer list --json")).stdout);
      assertEquals(listed.disabledReason, "Backend is moving");
      const on = await run("consumer enable a");
      assertStringIncludes(on.stdout, "Enabled consumer a of bot 123456");
      assertEquals((await findConsumer(shell, "a"))?.disabledReason, undefined);
    }),
  );

  test(
    "give a reason when the owner gives none",
    withBot(async (shell) => {
      await shell.run([...addPush, "--url", url]);
      await shell.run("consumer disable a");
      assertEquals((await findConsumer(shell, "a"))?.disabledReason, "disabled_by_command");
    }),
  );

  test(
    "disable a polling consumer, and enable it",
    withBot(async (shell) => {
      assertEquals((await shell.run("consumer disable default")).code, 0);
      assertEquals((await findConsumer(shell, "default"))?.disabledReason, "disabled_by_command");
      assertEquals((await shell.run("consumer enable default")).code, 0);
      assertEquals((await findConsumer(shell, "default"))?.disabledReason, undefined);
    }),
  );

  test(
    "accept their names from 0.1, with a warning that names the new ones",
    withBot(async (shell) => {
      const off = await shell.run(["consumer", "off", "default", "--why=moving"]);
      assertEquals([off.code, off.stderr.split("\n")], [0, [
        "Warning: botmux consumer off is deprecated and will be removed in the next version; use botmux consumer disable",
        "Warning: --why is deprecated and will be removed in the next version; use --reason",
      ]]);
      assertEquals((await findConsumer(shell, "default"))?.disabledReason, "moving");
      const on = await shell.run("consumer on default");
      assertStringIncludes(on.stderr, "use botmux consumer enable");
      assertEquals((await findConsumer(shell, "default"))?.disabledReason, undefined);
    }),
  );

  test(
    "consumer add --disabled adds one that is disabled",
    withBot(async (shell) => {
      assertEquals((await shell.run("consumer add --name later --disabled")).code, 0);
      assertEquals((await findConsumer(shell, "later"))?.disabledReason, "disabled_by_command");
    }),
  );

  test(
    "refuse a multi-line reason and an unknown consumer",
    withBot(async ({ run }) => {
      await run([...addPush, "--url", url]);
      const lines = await run(["consumer", "disable", "a", "--reason", "a\nb"]);
      assertEquals([lines.code, lines.stderr.includes("(consumer_reason_invalid)")], [2, true]);
      assertStringIncludes(
        (await run("consumer disable b")).stderr,
        'Cannot find consumer "b" of bot 123456',
      );
    }),
  );
});

describe("botmux consumer set", () => {
  test(
    "switches the default consumer to pushing, and back to polling",
    withBot(async (shell) => {
      const set = await shell.run(["consumer", "set", "default", "--mode", "push", "--url", url]);
      assertEquals(
        set.stdout,
        "Consumer default of bot 123456 pushes to https://backend.example from now on.",
      );
      assertEquals((await findConsumer(shell, "default"))?.push, createPushTarget({ urls: [url] }));
      const back = await shell.run("consumer set default --mode poll");
      assertEquals(back.stdout, "Consumer default of bot 123456 polls from now on.");
      assertEquals((await findConsumer(shell, "default"))?.push, undefined);
    }),
  );

  test(
    "replaces the whole target, and leaves a disabled consumer disabled",
    withBot(async (shell) => {
      await shell.run([...addPush, "--url", url, "--secret-token", "s", "--attempts", "2"]);
      await shell.run("consumer disable a --reason moving");
      const { stdout } = await shell.run([
        "consumer",
        "set",
        "a",
        "--mode",
        "push",
        "--url",
        "http://new.example/",
      ]);
      assertStringIncludes(stdout, "It is still disabled (moving): botmux consumer enable a --bot 123456");
      const consumer = await findConsumer(shell, "a");
      assertEquals(consumer?.push, createPushTarget({ urls: ["http://new.example/"] }));
      assertEquals(consumer?.disabledReason, "moving");
    }),
  );

  test(
    "changes the maximum age of updates and nothing else",
    withBot(async (shell) => {
      await shell.run([...addPush, "--url", url, "--max-age", "600"]);
      const before = await findConsumer(shell, "a");
      assertEquals(before?.maxAgeSec, 600);
      const { stdout } = await shell.run("consumer set a --max-age 60");
      assertEquals(stdout, "Changed consumer a of bot 123456.");
      assertEquals(await findConsumer(shell, "a"), { ...before!, maxAgeSec: 60 });
      assertEquals((await shell.run("consumer set a --no-max-age")).code, 0);
      assertEquals(await findConsumer(shell, "a"), { ...before!, maxAgeSec: undefined });
      const { stderr } = await shell.run("consumer set a --max-age 60 --no-max-age");
      assertStringIncludes(stderr, "Cannot use --max-age and --no-max-age together");
    }),
  );

  test(
    "enables a disabled push consumer that switches to polling",
    withBot(async (shell) => {
      await shell.run([...addPush, "--url", url]);
      await shell.run("consumer disable a");
      assertEquals((await shell.run("consumer set a --mode poll")).code, 0);
      assertEquals((await findConsumer(shell, "a"))?.disabledReason, undefined);
    }),
  );
});

describe("botmux consumer list", () => {
  test(
    "shows the mode, the push URL and the number of backends",
    withBot(async ({ run }) => {
      await run([...addPush, "--url", "http://b.example:3000/x", "--url", url]);
      assertEquals((await run("consumer list")).stdout.split("\n"), [
        "BOT     NAME     MODE  SHARING      STARTED  TOKENS  PUSHES TO                         SEES        STATE",
        "123456  default  poll  independent  now      0                                         everything  enabled",
        "123456  a        push  exclusive    now      0       http://b.example:3000 and 1 more  everything  enabled",
      ]);
      const [, pushing] = JSON.parse((await run("consumer list --json")).stdout);
      assertEquals(
        [pushing.mode, pushing.pushesTo, pushing.disabledReason],
        ["push", ["http://b.example:3000", "https://backend.example"], null],
      );
    }),
  );
});

describe("no command repeats a secret of a push consumer:", () => {
  const full = [
    ...addPush,
    ...["--url", `https://user:${secret}@backend.example/${secret}?key=${secret}`],
    ...["--secret-token", secret, "--header", `X-Key: ${secret}`],
  ];
  const leaks: [title: string, words: readonly string[]][] = [
    ["one that works", full],
    ["one twice", [...full, "--url", `https://user:${secret}@backend.example/${secret}?key=${secret}`]],
    ["a bad URL", [...addPush, "--url", `ftp://user:${secret}@backend.example/${secret}`]],
    ["a bad secret token", [...addPush, "--url", url, "--secret-token", `${secret} `]],
    ["a header without a colon", [...addPush, "--url", url, "--header", secret]],
    ["a header with a bad name", [...addPush, "--url", url, "--header", `X Key ${secret}: 1`]],
    ["a header of two lines", [
      ...addPush,
      "--url",
      url,
      "--header",
      `X-Key: ${secret}\n`,
      "--header",
      "a: b\nc",
    ]],
    ["a header of the request's own", [...addPush, "--url", url, "--header", `Host: ${secret}`]],
    ["a changed one", ["consumer", "set", "default", ...full.slice(add.length)]],
    ["a secret without its mode", full.filter((word) => word !== "--mode" && word !== "push")],
  ];
  for (const [title, words] of leaks) {
    test(
      title,
      withBot(async ({ run }) => {
        const outcomes = [await run(words), await run("consumer list"), await run("consumer list --json")];
        const said = outcomes.map(({ stdout, stderr }) => stdout + stderr).join("\n");
        assert(!said.includes(secret), said);
      }),
    );
  }
});
