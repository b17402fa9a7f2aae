import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Accounts } from "../../src/account/accounts.ts";
import { createShell, openShellAccounts, type Shell, toStream } from "./run.ts";

const password = "correct horse battery";

function withShell(work: (shell: Shell) => Promise<void>): () => Promise<void> {
  return async () => {
    using shell = createShell();
    await work(shell);
  };
}

/** Looks at the accounts that the commands work on. */
async function look<T>({ cwd }: Shell, work: (accounts: Accounts) => Promise<T>): Promise<T> {
  const { accounts, close } = openShellAccounts(join(cwd, "data"));
  try {
    return await work(accounts);
  } finally {
    close();
  }
}

async function canSignIn(shell: Shell, name: string, password: string): Promise<boolean> {
  const place = { address: "", userAgent: "" };
  const outcome = await look(shell, ({ signIn }) => signIn.withPassword({ name, password }, place));
  return outcome.kind === "done";
}

const addAda = (shell: Shell) =>
  shell.run("operator add ada --role owner", { stdin: toStream(password + "\n") });

describe("botmux operator", () => {
  test(
    "add reads the password from standard input, spaces included",
    withShell(async (shell) => {
      const spaced = ` ${password} `;
      const stdin = toStream(spaced.slice(0, 4), spaced.slice(4) + "\r\nmore");
      const outcome = await shell.run("operator add ada --role owner", { stdin });
      assertEquals(outcome, { code: 0, stdout: "Added operator ada as owner, for bots: all.", stderr: "" });
      assertEquals([await canSignIn(shell, "ada", spaced), await canSignIn(shell, "ada", password)], [
        true,
        false,
      ]);
    }),
  );

  test(
    "add asks for the password twice on a terminal, and adds nobody when they differ",
    withShell(async (shell) => {
      const asked: string[] = [];
      const answers = (...texts: string[]) => (question: string) => {
        asked.push(question);
        return Promise.resolve(texts.shift() ?? "");
      };
      const wrong = await shell.run("operator add ada", { askHidden: answers(password, "another one") });
      assertEquals([wrong.code, asked.length], [2, 2]);
      assert(!wrong.stderr.includes(password));
      assertEquals((await shell.run("operator add ada", { askHidden: answers(password, password) })).code, 0);
      assert(await canSignIn(shell, "ada", password));
    }),
  );

  test(
    "add generates a password on request, and shows it once",
    withShell(async (shell) => {
      const { stdout } = await shell.run("operator add ada --generate --bots 5,7");
      assertStringIncludes(stdout, "Added operator ada as viewer, for bots: 5,7.");
      const made = /password, shown this once: (\S+)/.exec(stdout)?.[1] ?? "";
      assert(made.length >= 20 && await canSignIn(shell, "ada", made));
    }),
  );

  test(
    "add refuses a password as an argument, and repeats none",
    withShell(async (shell) => {
      for (const line of [`operator add ada ${password}`, `operator add ada --password ${password}`]) {
        const outcome = await shell.run(line);
        assertEquals(outcome.code, 2, line);
        assert(!outcome.stderr.includes("correct"), outcome.stderr);
      }
    }),
  );

  const refused: [line: string, why: RegExp][] = [
    ["operator add Ada --generate", /name/],
    ["operator add ada --generate --role admin", /viewer, manager, owner/],
    ["operator add ada --generate --role owner --bots 5", /owner/],
    ["operator add ada --generate --bots x", /bots/],
    ["operator add ada", /first line is empty/],
    ["operator remove bob", /operator list/],
    ["operator set ada", /Nothing to change/],
    ["operator set bob --role viewer", /operator list/],
    ["operator set-password", /NAME/],
    ["setup-link --operator bob", /operator list/],
    ["api-key add --role owner --bots 5", /owner/],
    ["api-key add --expires tomorrow", /time such as/],
    ["api-key add --expires 2001-01-01", /expired/],
    ["api-key revoke bmx_abc", /by its ID/],
    ["api-key revoke 999", /none with this id/],
  ];
  for (const [line, why] of refused) {
    test(
      `"${line}" is refused in one sentence`,
      withShell(async (shell) => {
        await shell.run("api-key add");
        const { code, stdout, stderr } = await shell.run(line);
        assertEquals([code, stdout], [2, ""]);
        assertMatch(stderr, why);
        assertEquals(stderr.split("\n").length, 1);
      }),
    );
  }

  test(
    "list shows every operator, and no hash",
    withShell(async (shell) => {
      await shell.run("api-key add");
      assertStringIncludes((await shell.run("operator list")).stdout, "operator add NAME");
      await addAda(shell);
      await shell.run("operator add bob --no-password --telegram-user 42 --bots 5");
      const lines = (await shell.run("operator list")).stdout.split("\n");
      assertMatch(lines[1] ?? "", /^ada +owner +all +yes +no +- +-$/);
      assertMatch(lines[2] ?? "", /^bob +viewer +5 +no +no +42 +-$/);
      const json = (await shell.run("operator list --json")).stdout;
      assertEquals(JSON.parse(json)[1].telegramUserId, 42);
      assert(!json.includes("scrypt"), json);
    }),
  );

  test(
    "set changes role, bots and name, but keeps the last owner",
    withShell(async (shell) => {
      await addAda(shell);
      assertMatch((await shell.run("operator set ada --role viewer")).stderr, /\(operator_last_owner\)$/);
      assertMatch((await shell.run("operator remove ada")).stderr, /\(operator_last_owner\)$/);
      await shell.run("operator add bob --generate --bots 5");
      const { stdout } = await shell.run("operator set bob --role manager --all-bots --name rob");
      assertEquals(stdout, "Operator rob is manager now, for bots: all.");
      assertEquals((await shell.run("operator remove rob")).code, 0);
    }),
  );

  test(
    "set-password unlocks an operator who was locked out, and ends their sessions",
    withShell(async (shell) => {
      await addAda(shell);
      const sessions = () => look(shell, ({ sessions }) => sessions.list(1));
      await canSignIn(shell, "ada", password);
      assertEquals((await sessions()).length, 1);
      await shell.run("operator set-password ada", { stdin: toStream("another password\n") });
      assertEquals((await sessions()).length, 0);
      assertEquals(
        [await canSignIn(shell, "ada", password), await canSignIn(shell, "ada", "another password")],
        [false, true],
      );
    }),
  );

  test(
    "set --no-codes lets in an operator who lost their phone",
    withShell(async (shell) => {
      await addAda(shell);
      await look(shell, ({ operators }) => operators.useTotp(1, { secret: "JBSWY3DPEHPK3PXP", step: 1 }));
      const { stdout } = await shell.run("operator set-password ada", { stdin: toStream(password) });
      assertStringIncludes(stdout, "operator set ada --no-codes");
      assertEquals(await canSignIn(shell, "ada", password), false);
      await shell.run("operator set ada --no-codes");
      assertEquals(await canSignIn(shell, "ada", password), true);
    }),
  );
});

describe("botmux api-key", () => {
  test(
    "add shows a key that works once, list shows everything but that, revoke ends it",
    withShell(async (shell) => {
      const words = ["api-key", "add", "--label", "the NAS", "--role", "manager", "--bots", "5,7,5"];
      const { stdout } = await shell.run(words);
      const key = /bmx_[\w-]{43}/.exec(stdout)?.[0] ?? "";
      const holder = () => look(shell, ({ apiKeys }) => apiKeys.authenticate(key));
      const { role, bots, name } = (await holder())!;
      assertEquals([role, bots, name], ["manager", [5, 7], "the NAS"]);
      const list = (await shell.run("api-key list")).stdout;
      assertMatch(
        list.split("\n")[1] ?? "",
        /^1 +manager +5,7 +\d{4}-\d\d-\d\d +- +\d{4}-\d\d-\d\d +the NAS$/,
      );
      const json = (await shell.run("api-key list --json")).stdout;
      assert(!json.includes(key) && !/[0-9a-f]{64}/.test(json));
      await shell.run("api-key revoke 1");
      assertEquals(await holder(), undefined);
    }),
  );
});

describe("botmux setup-link", () => {
  const secretOf = (stdout: string) =>
    /http:\/\/127\.0\.0\.1:8080\/setup#([\w-]{43})/.exec(stdout)?.[1] ?? "";
  const use = (shell: Shell, secret: string, name: string) =>
    look(shell, ({ setupLink }) => setupLink.use(secret, { name, password: "another password" }));

  test(
    "creates the first owner when there is none",
    withShell(async (shell) => {
      const secret = secretOf((await shell.run("setup-link")).stdout);
      assertEquals((await use(shell, secret, "ada"))?.role, "owner");
    }),
  );

  test(
    "resets the only owner's password, and changes nothing before it is used",
    withShell(async (shell) => {
      await addAda(shell);
      const { stdout } = await shell.run("setup-link");
      assertStringIncludes(stdout, "Choose another password for ada");
      assert(await canSignIn(shell, "ada", password));
      assertEquals((await use(shell, secretOf(stdout), "ada"))?.name, "ada");
      assertEquals(
        [await canSignIn(shell, "ada", password), await canSignIn(shell, "ada", "another password")],
        [false, true],
      );
    }),
  );

  test(
    "asks which owner is meant when there are several",
    withShell(async (shell) => {
      await addAda(shell);
      await shell.run("operator add bob --role owner --generate");
      const { code, stderr } = await shell.run("setup-link");
      assertEquals(code, 2);
      assertStringIncludes(stderr, "--operator NAME");
      const { stdout } = await shell.run("setup-link --operator bob");
      assertEquals((await use(shell, secretOf(stdout), "bob"))?.name, "bob");
    }),
  );
});

describe("account changes from the shell", () => {
  test(
    "are in the audit log with the user's name and no secret",
    withShell(async (shell) => {
      await addAda(shell);
      await shell.run("operator set ada --telegram-user 42");
      await shell.run("api-key add");
      await shell.run("api-key revoke 1");
      await shell.run("setup-link");
      await shell.run("operator list");
      const entries = await look(shell, ({ audit }) => audit.find({}, 10));
      assertEquals(
        [...entries].reverse().map(({ actor, action, target, status }) =>
          `${actor.kind} ${actor.name}: ${action} ${target} ${status}`
        ),
        [
          "shell tester: addOperator operators/1 201",
          "shell tester: changeOperator operators/1 200",
          "shell tester: addApiKey api-keys/1 201",
          "shell tester: revokeApiKey api-keys/1 204",
          "shell tester: makeSetupLink operators/1 201",
        ],
      );
    }),
  );
});
