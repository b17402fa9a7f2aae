import {
  type CallToolResult,
  isCallToolResult,
  isSpecType,
  type ListToolsResult,
  ProtocolError,
} from "@modelcontextprotocol/server";
import { encodeUtf8 } from "../base/bytes.ts";
import { describeError, OperationalError, usageError } from "../base/errors.ts";
import { asInteger, asRecord, asText, type JsonRecord, parseJson } from "../base/json_value.ts";
import { fault } from "../faults/fault.ts";
import type { CommandInput } from "./command.ts";
import type { CliHost } from "./host.ts";
import { readText, withTimeout } from "./read_answer.ts";
import { findServerAddress, type ServerAddress } from "./server_address.ts";

/** A revision that needs no more than one request for one answer. */
const revision = "2025-11-25";
/** Tools that wait end well before. */
const timeoutMs = 15 * 60_000;

/** The tools of a running BotMux, for the bearer of an access token. */
export class RemoteTools {
  readonly #host: CliHost;
  readonly #address: ServerAddress;
  readonly #token: string;

  /** @throws {UsageError} when its address or the access token is not known. */
  constructor(input: CommandInput) {
    this.#host = input.host;
    this.#address = findServerAddress(input);
    const token = input.host.env.BOTMUX_ACCESS_TOKEN;
    if (token === undefined || token === "") throw usageError("access_token_unset");
    this.#token = token;
  }

  /** What BotMux says of itself: its `version`, and `instructions` for the model. @throws as {@linkcode call} does. */
  async introduce(signal: AbortSignal): Promise<JsonRecord> {
    const clientInfo = { name: "botmux mcp", version: "1" };
    const params = { protocolVersion: revision, capabilities: {}, clientInfo };
    const { serverInfo, instructions } = await this.#ask("initialize", params, signal);
    return { version: asRecord(serverInfo)?.version, instructions };
  }

  /** @throws as {@linkcode call} does. */
  async list(signal: AbortSignal): Promise<ListToolsResult> {
    const result = await this.#ask("tools/list", {}, signal);
    return isSpecType.ListToolsResult(result) ? result : this.#refuseForeign();
  }

  /**
   * Calls a tool.
   *
   * @throws {ProtocolError} as BotMux answers one.
   * @throws {OperationalError} when it does not answer, or not as BotMux.
   */
  async call(params: JsonRecord, signal: AbortSignal): Promise<CallToolResult> {
    const result = await this.#ask("tools/call", params, signal);
    return isCallToolResult(result) ? result : this.#refuseForeign();
  }

  async #ask(method: string, params: JsonRecord, stop: AbortSignal): Promise<JsonRecord> {
    const { status, text } = await this.#post({ jsonrpc: "2.0", id: 1, method, params }, stop);
    const message = readMessage(text);
    const error = asRecord(message?.error);
    const said = asText(error?.message);
    if (status === 401) throw new OperationalError(fault("server_refused", { code: "unauthorized", said }));
    if (error !== undefined) throw new ProtocolError(asInteger(error.code), said);
    return asRecord(message?.result) ?? this.#refuseForeign();
  }

  async #post(
    message: JsonRecord,
    stop: AbortSignal,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const { url, checksCertificate } = this.#address;
    const headers = {
      authorization: `Bearer ${this.#token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": revision,
    };
    const body = encodeUtf8(JSON.stringify(message));
    try {
      return await withTimeout(this.#host.clock, timeoutMs, async (signal) => {
        const options = { method: "POST", headers, body, checksCertificate, signal } as const;
        const response = await this.#host.request(`${url}/mcp`, options);
        return { status: response.status, text: await readText(response.body) };
      }, stop);
    } catch (error) {
      stop.throwIfAborted();
      throw new OperationalError(fault("server_no_answer", { url, said: describeError(error) }));
    }
  }

  #refuseForeign(): never {
    throw new OperationalError(fault("server_not_botmux", { url: this.#address.url }));
  }
}

/** The one message of an answer: JSON, or the data of an event. */
function readMessage(text: string): JsonRecord | undefined {
  const data = text.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5));
  return asRecord(parseJson(data.findLast((line) => line.trim() !== "") ?? text));
}
