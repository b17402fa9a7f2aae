import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Keeps every core busy with other work until it is disposed of: so many processes each. */
export function occupyCores(perCore = 2): Disposable {
  const children = Array.from(
    { length: perCore * availableParallelism() },
    () => spawn("sh", ["-c", "while :; do :; done"], { stdio: "ignore" }),
  );
  return {
    [Symbol.dispose]() {
      for (const child of children) child.kill("SIGKILL");
    },
  };
}
