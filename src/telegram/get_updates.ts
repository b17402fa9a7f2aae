import { isKnownKind, optInKinds, updateKinds } from "./update_kinds.ts";
import type { Parameters } from "./parameters.ts";

/** Parameters of getUpdates after clamping. */
export interface GetUpdatesParameters {
  /**
   * 0 when absent. Read exactly: the official server reads 32 bits, where an offset from 2^31 on becomes negative and
   * so deletes updates that nobody has seen.
   */
  readonly offset: number;
  /** 1 to 100. */
  readonly limit: number;
  /** 0 to 50 seconds. */
  readonly timeoutSec: number;
  /** The new setting, or `undefined` to keep the one before. */
  readonly allowedUpdates: AllowedUpdates | undefined;
}

/** `"default"`, or the kinds that were named. */
export type AllowedUpdates = "default" | readonly string[];

/** Maximum wait of a getUpdates call, in seconds. Longer ones are shortened to it without a word. */
export const maxPollSec = 50;
/** Maximum updates in one answer. */
export const maxLimit = 100;
/** Maximum bytes of updates in one answer; each costs {@linkcode updateOverheadBytes} on top of its size. */
export const answerBudgetBytes = 4 * 1024 * 1024;
export const updateOverheadBytes = 50;

/** Reads and clamps the parameters of a getUpdates call. Nothing a caller sends is an error. */
export function readGetUpdatesParameters(parameters: Parameters): GetUpdatesParameters {
  return {
    offset: parameters.wideInteger("offset", 0),
    limit: clamp(parameters.integer("limit", maxLimit), 1, maxLimit),
    timeoutSec: clamp(parameters.integer("timeout", 0), 0, maxPollSec),
    allowedUpdates: readAllowedUpdates(parameters),
  };
}

/**
 * Reads `allowed_updates`: a JSON array of strings in any case. Anything else leaves the setting as it was
 * (`undefined`); an empty array, or one with only unknown names, resets it to the default.
 */
export function readAllowedUpdates(parameters: Parameters): AllowedUpdates | undefined {
  const value = parameters.json("allowed_updates");
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) return undefined;
  const kinds = [...new Set(value.map((name) => name.toLowerCase()))].filter(isKnownKind);
  return kinds.length === 0 ? "default" : kinds;
}

/** Whether `kind` passes the setting. The default lets everything through but the kinds one must ask for. */
export function isAllowed(allowed: AllowedUpdates, kind: string): boolean {
  return allowed === "default" ? !optInKinds.has(kind) : allowed.includes(kind);
}

/** Every kind, spelled out: what BotMux asks upstream for. */
export const allKinds: AllowedUpdates = updateKinds;

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
