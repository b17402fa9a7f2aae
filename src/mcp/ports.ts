import type { AuditLog } from "../account/audit_log.ts";
import type { ArchiveService } from "../archive/archive_functions.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import type { LookAhead } from "../delivery/look_ahead.ts";
import type { WholeBody } from "../telegram/parameters.ts";
import type { CallAnswer } from "../tgapi/exchange/call_answer.ts";
import type { Agent } from "./agent.ts";

/** What tools read of the archive. */
export type ReadArchive = Pick<ArchiveService, "chats" | "chat" | "topics" | "stretch" | "search">;

/** What the tools need of the rest of BotMux. */
export interface McpPorts {
  /** Whose access token a text is; `undefined` when it is nobody's, or a bot's own token. */
  findAgent(token: string): Agent | undefined;
  /**
   * Calls a method as a program with the agent's token does: the same limits, pacing and capture.
   *
   * @throws the reason of `signal` when that aborts.
   */
  callBot(agent: Agent, method: string, body: WholeBody, signal: AbortSignal): Promise<CallAnswer>;
  /** What the agent's consumer will get, read without confirming any of it. */
  readonly ahead: Pick<LookAhead, "tail" | "next">;
  /** Absent when nothing is archived. */
  readonly archive: ReadArchive | undefined;
  readonly audit: Pick<AuditLog, "add">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Where people reach BotMux; pages from there may call tools. */
  readonly publicUrl: string | undefined;
  /** Aborts when BotMux stops. */
  readonly stopping: AbortSignal;
}
