/** Run as a process of its own by process.test.ts; the first argument says what to do. */
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { args, env, exit, onStop, writeErrorLine, writeLine } from "../../src/runtime/process.ts";
import { until } from "../support/until.ts";

/** Whether a signal ends in a handler, as Linux tells of this process. */
function catches(signal: number): boolean {
  const mask = /^SigCgt:\s*(\w+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return (BigInt(`0x${mask}`) >> BigInt(signal - 1)) % 2n === 1n;
}

switch (args[0]) {
  case "echo":
    writeLine(`${args.slice(1).join("|")} ${env.BOTMUX_TEST_VALUE}`);
    writeErrorLine("to the other side");
    break;
  case "flood":
    for (let line = 0; line < 20_000; line++) writeLine("x".repeat(99));
    exit(7);
    break;
  case "stop": {
    const timer = setInterval(() => {}, 1000);
    const takeBack = onStop((signal) => {
      writeLine(signal);
      clearInterval(timer);
      takeBack();
    });
    // Deno installs its signal handlers a moment after it was asked to; a signal in between ends the process.
    await until(() => catches(constants.signals.SIGINT) && catches(constants.signals.SIGTERM));
    writeLine("ready");
    break;
  }
}
