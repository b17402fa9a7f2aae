import process from "node:process";
import { usageError } from "../base/errors.ts";
import { HiddenLine } from "./hidden_line.ts";

/** What was typed after the line that was asked for. */
let typedAhead = "";

/**
 * Asks on the terminal for a line that is not shown while it is typed; `undefined` when standard input is no terminal.
 * Rejects with {@linkcode UsageError} on Ctrl-C.
 */
export const askHidden: ((question: string) => Promise<string>) | undefined = process.stdin.isTTY
  ? ask
  : undefined;

async function ask(question: string): Promise<string> {
  const { stdin, stderr } = process;
  const line = new HiddenLine();
  const end = Promise.withResolvers<string>();
  const take = (typed: string) => {
    const state = line.type(typed);
    if (state.kind === "cancelled") end.reject(usageError("command_cancelled"));
    if (state.kind !== "done") return;
    typedAhead = state.rest;
    end.resolve(state.text);
  };
  // Before the question: what is typed as soon as it is there must not be shown.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding("utf8");
  stdin.on("data", take);
  stdin.resume();
  const ahead = typedAhead;
  typedAhead = "";
  take(ahead);
  try {
    return await end.promise;
  } finally {
    stdin.off("data", take);
    stdin.pause();
    stdin.setRawMode(false);
    stderr.write("\n");
  }
}
