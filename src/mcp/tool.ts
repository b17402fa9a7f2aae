import type { Static, TObject } from "typebox";
import type { JsonRecord } from "../base/json_value.ts";
import type { Agent } from "./agent.ts";
import type { McpPorts } from "./ports.ts";

/** One call of a tool. */
export interface ToolCall {
  readonly agent: Agent;
  readonly ports: McpPorts;
  /** Aborts when the client hangs up or cancels, and when BotMux stops. */
  readonly signal: AbortSignal;
}

/** What a tool answers. */
export interface ToolOutput {
  readonly facts: JsonRecord;
  /** Whether texts of people are among the facts, in members called `untrusted`. */
  readonly isUntrusted?: boolean;
}

/** What a tool does to the world, as clients are told. */
interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
}

/** A tool that agents call. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly input: TObject;
  readonly hints: ToolHints;
  /** Its name in the audit log. */
  readonly action: string;
  /** @throws {ToolError} or {TelegramError} when it is refused. */
  run(call: ToolCall, input: JsonRecord): Promise<ToolOutput>;
}

/** Why a tool refuses, in words for the model that called it. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  /** The HTTP status that the same refusal would have. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Declares a tool; it runs with arguments that fit its schema. */
export function tool<S extends TObject>(
  declaration: Omit<Tool, "input" | "run"> & {
    readonly input: S;
    run(call: ToolCall, input: Static<S>): Promise<ToolOutput>;
  },
): Tool {
  // Arguments are checked against the schema before a tool runs.
  return { ...declaration, run: (call, input) => declaration.run(call, input as Static<S>) };
}
