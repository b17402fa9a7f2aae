import { assertEquals, assertMatch } from "@std/assert";
import { execFile, execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { titleWithReason } from "../support/skip_reason.ts";
import { createShell } from "./run.ts";

const execute = promisify(execFile);

/** Asks a shell what it would complete the last word of a line to. */
const shells: Readonly<Record<string, (script: string, words: readonly string[]) => string>> = {
  bash: (script, words) =>
    `${script}\nCOMP_WORDS=(${quoteAll(words)}); COMP_CWORD=${
      words.length - 1
    }; _botmux; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (script, words) =>
    `compdef() { }; _files() { print files }\n_describe() { for each in "\${(@P)2}"; do case "$each" in "\${words[CURRENT]}"*) print -r -- "\${each%%:*}" ;; esac; done }\n` +
    `${script}\nwords=(${quoteAll(words)}); CURRENT=${words.length}; _botmux`,
  fish: (script, words) =>
    `${script.replaceAll("\r", "")}\ncomplete -C ${
      quoteAll([words.join(" ")])
    } | string replace -r '\\t.*' ''; true`,
};

function quoteAll(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(" ");
}

function skipReason(shell: string): string | false {
  try {
    execFileSync(shell, ["-c", "true"]);
    return false;
  } catch {
    return `no ${shell} here`;
  }
}

const lines: readonly (readonly [words: readonly string[], found: readonly string[]])[] = [
  [["botmux", "cons"], ["consumer"]],
  [["botmux", "consumer", "dis"], ["disable"]],
  [["botmux", "bot", "set", "--pac"], ["--pacing"]],
  [["botmux", "bot", "set", "--pacing", ""], ["observe", "off", "smooth"]],
  [["botmux", "status", "--h"], ["--help"]],
];

describe("completion", () => {
  for (const [shell, toScript] of Object.entries(shells)) {
    const skip = skipReason(shell);
    for (const [words, found] of lines) {
      test(
        titleWithReason(`in ${shell} of "${words.join(" ")}" offers ${found.join(", ")}`, skip),
        { skip },
        async () => {
          using botmux = createShell();
          const { code, stdout } = await botmux.run(`completion ${shell}`);
          assertEquals(code, 0);
          const { stdout: offered, stderr } = await execute(shell, ["-c", toScript(stdout, words)]);
          assertEquals([stderr, offered.trim().split(/\s+/).sort()], ["", found]);
        },
      );
    }
  }

  test("for an unknown shell is refused", async () => {
    using botmux = createShell();
    const { code, stderr } = await botmux.run("completion tcsh");
    assertEquals(code, 2);
    assertMatch(stderr, /bash, zsh or fish/);
  });
});
