import { assert, assertEquals } from "@std/assert";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type ServedSandbox, serveSandbox } from "../sandbox/serving.ts";
import { programCommand, runProgram, startProgram } from "../support/program.ts";
import { titleWithReason } from "../support/skip_reason.ts";
import { createTempFolder } from "../support/temp_folder.ts";
import { commandsNotRun } from "../docs/commands_not_run.ts";
import { findCommands } from "../docs/shell_commands.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) =>
  `docs/${name}`
);
const pages = [...readdirSync(root).filter((name) => name.endsWith(".md")), ...docs, "bench/README.md"]
  .map((page) => ({ page, text: readFileSync(join(root, page), "utf8") }));
const apiKey = "key-of-the-docs-0123456789";
/** The bot that pages speak of; they shorten its token. */
const token = `123456:ABC${"d".repeat(32)}`;
const execute = promisify(execFile);

/** Whether programs that pages use are here, in versions that know the flags they use. */
async function findMissing(): Promise<string | false> {
  try {
    await execute("curl", ["--fail-with-body", "--json", "{}", "--version"]);
    await execute("openssl", ["version"]);
    return false;
  } catch {
    return "no curl with --json or no openssl here";
  }
}

const missing = await findMissing();
const isRun = (command: string) => !commandsNotRun.some((each) => each.command.test(command));

/** What the commands of one page find: BotMux on an empty data folder, and programs of the names that pages use. */
class Shell implements AsyncDisposable {
  readonly #resources: AsyncDisposableStack;
  readonly #env: Readonly<Record<string, string>>;
  readonly #cwd: string;
  readonly #rewrite: (command: string) => string;

  private constructor(
    resources: AsyncDisposableStack,
    cwd: string,
    env: Readonly<Record<string, string>>,
    rewrite: (command: string) => string,
  ) {
    this.#resources = resources;
    this.#cwd = cwd;
    this.#env = env;
    this.#rewrite = rewrite;
  }

  /** @param text the page */
  static async open(text: string): Promise<Shell> {
    await using opened = new AsyncDisposableStack();
    const folder = opened.use(createTempFolder());
    const upstream: ServedSandbox = opened.use(await serveSandbox());
    const bot = upstream.sandbox.addBot({ username: "page_bot", name: "Page", token });
    const { id: group } = upstream.sandbox.addGroup({
      title: "Page",
      bots: [bot.id],
      administrators: [bot.id],
    });
    const env = {
      BOTMUX_API_KEY: apiKey,
      BOTMUX_DATA: join(folder.path, "data"),
      BOTMUX_UPSTREAM: upstream.url,
    };
    const addsBot = text.includes(`bot add ${token.slice(0, 10)}`);
    const words = ["start", "--listen", "127.0.0.1:0", ...(addsBot ? [] : ["--bot", token])];
    const botmux = opened.use(startProgram(words, { cwd: folder.path, env }));
    const demo = text.includes("/sandbox/")
      ? opened.use(startProgram(["start", "--demo", "--listen", "127.0.0.1:0"], {
        cwd: folder.path,
        env: { BOTMUX_API_KEY: apiKey },
      }))
      : botmux;
    const urls = { botmux: await botmux.url(), demo: await demo.url() };
    writeFileSync(join(folder.path, "cat.jpg"), "a cat");
    writeFileSync(join(folder.path, "chats.txt"), `${group}\n`);
    writePrograms(folder.path);
    const rewrite = (command: string) =>
      command.replaceAll("http://127.0.0.1:8080", command.includes("/sandbox/") ? urls.demo : urls.botmux)
        .replaceAll(/-100123(?=[/ ])/g, String(group)).replaceAll("123456:ABC…", token);
    return new Shell(
      opened.move(),
      folder.path,
      { ...env, BOTMUX_LISTEN: new URL(urls.botmux).host },
      rewrite,
    );
  }

  /** Runs a command. @throws {Error} when it fails, or an answer of HTTP tells that it failed. */
  async run(command: string): Promise<void> {
    const path = [this.#cwd, process.env["PATH"] ?? ""].join(delimiter);
    await execute("sh", ["-ec", this.#rewrite(command)], {
      cwd: this.#cwd,
      env: { HOME: process.env["HOME"] ?? "", ...this.#env, PATH: path },
      timeout: 120_000,
    });
  }

  /** Starts what goes on until it is stopped; resolves when it listens. */
  async start(words: readonly string[]): Promise<void> {
    using folder = createTempFolder();
    const env = { BOTMUX_LISTEN: "127.0.0.1:0", BOTMUX_UPSTREAM: this.#env["BOTMUX_UPSTREAM"]! };
    const given = words.map((word) => this.#rewrite(word));
    await using program = startProgram(given, { cwd: folder.path, env });
    await program.url();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** `bun`, which knows this repository's scripts; `npx`, which brings it; and curl that fails when the answer says so. */
function writePrograms(folder: string): void {
  const quote = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" ");
  const scripts = {
    bun: [
      `case "$1 $2" in`,
      `  "run start") shift 2; exec ${quote(programCommand)} "$@" ;;`,
      `  "run bench") shift 2; cd ${quote([root])}; exec ${quote(runCommand())} bench/run.ts "$@" ;;`,
      `esac`,
      `echo "Cannot run here: bun $*" >&2; exit 1`,
    ],
    npx: [`[ "$1 $2" = "-y bun" ] || exit 1`, `shift 2; exec bun "$@"`],
    curl: [`PATH=\${PATH#*${delimiter}}; exec curl --fail-with-body --max-time 60 "$@"`],
  };
  for (const [name, lines] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
  }
}

function runCommand(): readonly string[] {
  return [process.execPath, ...("Bun" in globalThis ? [] : ["run", "--allow-all", "--no-check", "--quiet"])];
}

for (const { page, text } of pages) {
  const commands = findCommands(text).filter(isRun);
  if (commands.length === 0) continue;
  describe(`The commands of ${page}`, { skip: missing !== false }, () => {
    let shell: Shell;
    before(async () => {
      shell = await Shell.open(text);
    });
    after(() => shell[Symbol.asyncDispose]());

    for (const command of commands) {
      const title = command.split("\n")[0]!;
      test(titleWithReason(`work as they stand: ${title}`, missing), async () => {
        const start = /^(?:npx -y )?bun run start((?: --[\w-]+(?: [^-]\S*)?)*)$/.exec(command)?.[1];
        if (start === undefined) await shell.run(command);
        else await shell.start(["start", ...start.split(" ").filter(Boolean)]);
      });
    }
  });
}

describe("The commands of the pages", () => {
  const all = pages.flatMap(({ text }) => findCommands(text));

  test("are listed with a reason where no test runs them, and nothing else is listed", () => {
    const idle = commandsNotRun.filter(({ command }) => !all.some((each) => command.test(each)));
    assertEquals(idle.map(({ command }) => String(command)), []);
    assert(commandsNotRun.every(({ reason }) => reason !== ""));
  });

  test("are read by this check", () => {
    assert(all.length > 30 && all.filter(isRun).length > 12, `${all.length}`);
  });

  test("are split where they end, and lose their comments", () => {
    const page = "```sh\na --b 'c # d'   # e\n\nf \\\n  g\nh '{\n}'\n# i\n```\n";
    assertEquals(findCommands(page), ["a --b 'c # d'", "f \\\n  g", "h '{\n}'"]);
  });

  test("in the middle of sentences name commands that exist", async () => {
    const inline = /`(?:bun run start|botmux) ([a-z][a-z-]*(?: [a-z][a-z-]*)?)[^`]*`/g;
    const named = pages.flatMap(({ text }) => [...text.matchAll(inline)]).map(([, words]) => words!);
    using folder = createTempFolder();
    const { stdout } = await runProgram(["--help"], { cwd: folder.path });
    const known = [...stdout.matchAll(/^ {2}([a-z][a-z -]*?) {2,}/gm)].map(([, words]) => words!);
    assert(named.length > 5 && known.length > 5);
    assertEquals(
      named.filter((words) => !known.includes(words) && !known.includes(words.split(" ")[0]!)),
      [],
    );
  });
});
