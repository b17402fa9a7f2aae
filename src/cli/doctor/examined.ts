import type { Clock } from "../../base/clock.ts";
import type { Bot } from "../../registry/entities/bot.ts";
import type { Settings } from "../../settings/settings.ts";
import type { ReadyAnswer } from "../ready_answer.ts";
import type { DoctorHost, InspectedData, UpstreamLook } from "./doctor_host.ts";

/** A bot of the settings or the data folder, with the token that BotMux would use. */
export type ExaminedBot = Pick<Bot, "id" | "token" | "ingress">;

/** What checks look at. */
export interface Examined {
  readonly system: DoctorHost;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly data: InspectedData;
  readonly bots: readonly ExaminedBot[];
  /** What the running BotMux answers; `undefined` when none answers. */
  readonly ready: ReadyAnswer | undefined;
  readonly upstream: UpstreamLook;
}

/** Bots of the data folder and of the settings; the settings go before. */
export function toExaminedBots(data: InspectedData, settings: Settings): ExaminedBot[] {
  const bots = new Map<number, ExaminedBot>();
  for (const bot of "error" in data.bots ? [] : data.bots) bots.set(bot.id, bot);
  for (const { id, token, ingress } of settings.bots) {
    bots.set(id, { id, token, ingress: ingress ?? bots.get(id)?.ingress ?? "poll" });
  }
  return [...bots.values()];
}
