import { OperationalError } from "../../base/errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { readSecretKeys } from "../../settings/secret_keys.ts";
import type { CliHost } from "../host.ts";
import { withTimeout } from "../read_answer.ts";
import { askReady, parseReady, type ReadyAnswer } from "../ready_answer.ts";
import { serverOf } from "../server_address.ts";
import type { DoctorHost, InspectedData } from "./doctor_host.ts";
import { type Examined, toExaminedBots } from "./examined.ts";

/** How long a BotMux that may run here is waited for, in milliseconds. */
const answerMs = 5_000;

/** Looks at the data folder and at the BotMux that may run, once for all checks. */
export async function examine(host: CliHost, settings: Settings, signal: AbortSignal): Promise<Examined> {
  const system = await host.openDoctor();
  const [data, ready] = await Promise.all([
    inspect(system, settings, signal),
    findReady(host, settings, signal),
  ]);
  const bots = toExaminedBots(data, settings);
  const upstream = system.openUpstream(settings);
  return { system, clock: host.clock, settings, data, bots, ready, upstream };
}

/** A folder that cannot be looked at has nothing to be checked; why, other checks tell. */
async function inspect(
  system: DoctorHost,
  settings: Settings,
  signal: AbortSignal,
): Promise<InspectedData> {
  try {
    const folder = { dataDir: settings.dataDir, secretKeys: readSecretKeys(settings) };
    return await system.inspectData(folder, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { holder: "unknown", databases: [], missing: [], bots: { error } };
  }
}

/** What the BotMux at the address of the settings answers; `undefined` when none does, or something else. */
async function findReady(
  host: CliHost,
  settings: Settings,
  signal: AbortSignal,
): Promise<ReadyAnswer | undefined> {
  if (settings.listen.port === 0) return undefined;
  const address = serverOf(settings);
  let text: string;
  try {
    text = await withTimeout(host.clock, answerMs, (limit) => askReady(host, address, limit), signal);
  } catch {
    // Nobody answers. Whether the port is free, another check finds out.
    return undefined;
  }
  try {
    return parseReady(text, address.url);
  } catch (error) {
    if (error instanceof OperationalError) return undefined;
    throw error;
  }
}
