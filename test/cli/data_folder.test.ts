import { assertEquals, assertStringIncludes } from "@std/assert";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createShell } from "./run.ts";

const token = `123456:${"A".repeat(35)}`;

/** Every command that works on a data folder, as one writes it, by whether it may create the folder. */
const lines: Readonly<Record<"needs" | "creates", readonly string[]>> = {
  needs: [
    "bot list",
    "data accept",
    "bot remove 7",
    "bot remove 7 --restore-webhook",
    "bot set 7 --archive off",
    "consumer add --name a",
    "consumer list",
    "consumer disable a",
    "consumer enable a",
    "consumer remove a",
    "consumer set a --mode poll",
    "token add",
    "token list",
    "token revoke 7",
    "token rotate 7",
    "token set 7 --read-only",
    "agent add coder --chat 5",
    "agent list",
    "agent remove coder",
    "operator list",
    "operator remove ada",
    "operator set ada --role viewer",
    "operator set-password ada",
    "api-key list",
    "api-key revoke 7",
    "setup-link --operator ada",
    "secret-key rotate",
  ],
  creates: [`bot add ${token}`, "operator add ada --generate", "api-key add", "setup-link"],
};

/** Commands that look at no data folder, or make one as they run. */
const others = [
  "start",
  "status",
  "doctor",
  "tail",
  "listen",
  "replay",
  "search",
  "mcp",
  "export",
  "backup create",
  "backup list",
  "broadcast create",
  "broadcast test",
  "broadcast list",
  "broadcast show",
  "broadcast recipients",
  "broadcast pause",
  "broadcast resume",
  "broadcast cancel",
  "broadcast remove",
  "secret-key create",
  "config schema",
  "config check",
  "completion",
  "version",
];

describe("a data folder that has no BotMux data", () => {
  for (const line of lines.needs) {
    test(`is an error for botmux ${line}, and stays unchanged`, async () => {
      using shell = createShell();
      mkdirSync(join(shell.cwd, "empty"));
      for (const folder of ["typo", "typo/below", "empty"]) {
        for (const more of line.endsWith("list") ? ["", " --json"] : [""]) {
          const { code, stdout, stderr } = await shell.run(`${line}${more} --data ./${folder}`);
          assertEquals([code, stdout], [2, ""], stderr);
          assertStringIncludes(stderr, `Cannot use ${join(shell.cwd, folder)}: it has no BotMux data`);
        }
      }
      assertEquals([readdirSync(shell.cwd), readdirSync(join(shell.cwd, "empty"))], [["empty"], []]);
    });
  }

  for (const line of lines.creates) {
    test(`is created by botmux ${line.replace(token, "TOKEN")}`, async () => {
      using shell = createShell();
      assertEquals((await shell.run(`${line} --data new`)).code, 0);
      assertEquals(existsSync(join(shell.cwd, "new", "botmux.db")), true);
      assertEquals((await shell.run("bot list --json --data new")).code, 0);
    });
  }

  test("is checked for every command", async () => {
    using shell = createShell();
    const { stdout } = await shell.run("--help");
    const [, listed = ""] = stdout.split("Commands:\n");
    const words = listed.split("\n\n")[0]?.split("\n").map((line) => line.trim().split(/ {2,}/)[0] ?? "") ??
      [];
    const known = [...lines.needs, ...lines.creates, ...others];
    assertEquals(words.filter((each) => !known.some((line) => `${line} `.startsWith(`${each} `))), []);
  });
});
