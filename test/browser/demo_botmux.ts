import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { until } from "../support/until.ts";

/** A BotMux with its console in a process of its own: a demo, as `botmux --demo` starts it, unless told otherwise. */
export class DemoBotmux implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, "close");
    child.stdout?.on("data", (text) => this.#output += text);
    child.stderr?.on("data", (text) => this.#output += text);
  }

  static async start(flags: readonly string[] = ["--demo"]): Promise<DemoBotmux> {
    const words = ["src/main_bun.ts", ...flags, "--listen", "127.0.0.1:0"];
    const demo = new DemoBotmux(spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] }));
    await until(
      () => demo.#find(/(http\S+\/setup#\S+)/) !== undefined || demo.#child.exitCode !== null,
      60_000,
    );
    return demo;
  }

  /** Scheme, host and port of the console, as it was printed. */
  get url(): string {
    return this.#find(/Console +(http\S+)\/\n/) ?? this.#fail();
  }

  get setupLink(): string {
    return this.#find(/(http\S+\/setup#\S+)/) ?? this.#fail();
  }

  /** Id of its first bot. */
  get botId(): number {
    return Number(this.#find(/Bots +\D*(\d+)/) ?? this.#fail());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }

  #find(pattern: RegExp): string | undefined {
    return pattern.exec(this.#output)?.[1];
  }

  #fail(): never {
    throw new Error(`The demo did not start: ${this.#output}`);
  }
}
