import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type BotProgram, createProgram, type SeenUpdate } from "./programs.ts";

/** The interpreter whose packages are used; `python3` when the variable is not set. */
const python = process.env.BOTMUX_TEST_PYTHON ?? "python3";
const folder = join(dirname(fileURLToPath(import.meta.url)), "python");

/** Why a clerk that needs these modules cannot run here; `false` when it can. */
export function whyNoPython(modules: readonly string[]): string | false {
  const code =
    "import importlib.util as u, sys; sys.exit(None in [u.find_spec(name) for name in sys.argv[1:]])";
  const { status } = spawnSync(python, ["-c", code, ...modules]);
  return status === 0
    ? false
    : `${python} with ${modules.join(" and ")} is needed; BOTMUX_TEST_PYTHON names the interpreter`;
}

/** A clerk in Python, in a process of its own; `file` lies in the folder `python`. */
export function createPythonClerk(file: string, apiRoot: string, token: string): BotProgram {
  let see: (update: SeenUpdate) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  let child: ChildProcess | undefined;
  let impatience: ReturnType<typeof setTimeout> | undefined;
  return createProgram({
    onUpdate: (toSee) => see = toSee,
    behave() {},
    onError: (toFail) => fail = toFail,
    async run() {
      const started = spawn(python, [join(folder, file), apiRoot, token], {
        env: { PATH: process.env.PATH ?? "", PYTHONDONTWRITEBYTECODE: "1" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      let complaints = "";
      started.stderr.on("data", (chunk) => complaints += chunk);
      const [[code]] = await Promise.all([once(started, "close"), readLines(started.stdout, see, fail)]);
      clearTimeout(impatience);
      if (code !== 0) throw new Error(`${file} ended with ${code}:\n${complaints}`);
    },
    stop() {
      child?.kill("SIGTERM");
      impatience = setTimeout(() => child?.kill("SIGKILL"), 60_000);
    },
  });
}

async function readLines(
  stdout: Readable,
  see: (update: SeenUpdate) => void,
  fail: (error: unknown) => void,
): Promise<void> {
  for await (const line of createInterface({ input: stdout })) {
    // The clerks' own format; see clerk.py.
    const told = JSON.parse(line) as { readonly update?: SeenUpdate; readonly error?: string };
    if (told.update !== undefined) see(told.update);
    if (told.error !== undefined) fail(told.error);
  }
}
