/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { TextKey } from "../locale.ts";
import { useLocale } from "../locale_context.ts";
import { Badge, type Tone } from "./badge.tsx";

/** How a bot fares. */
export interface Health {
  readonly state: string;
  /** One sentence; empty while all is well. */
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number;
}

const words: Readonly<Record<string, readonly [Tone, TextKey]>> = {
  ok: ["good", "health.ok"],
  starting: ["quiet", "health.starting"],
  unreachable: ["bad", "health.unreachable"],
  conflict: ["bad", "health.conflict"],
  refused: ["warn", "health.refused"],
  revoked: ["bad", "health.revoked"],
  "rate-limited": ["warn", "health.rate-limited"],
  disk: ["bad", "health.disk"],
  leaving: ["quiet", "health.leaving"],
  stopped: ["quiet", "health.stopped"],
};

/** Whether a bot does what its owner wants. */
export function isWell({ state, why }: Pick<Health, "state" | "why">): boolean {
  return state === "starting" || (state === "ok" && why === "");
}

/** A bot's health in words. */
export function HealthBadge({ state, why }: Pick<Health, "state" | "why">): JSX.Element {
  const { t } = useLocale();
  const [tone, key] = state === "ok" && why !== ""
    ? ["warn", "health.reserved"] as const
    : words[state] ?? ["quiet", "health.stopped"] as const;
  return <Badge tone={tone}>{t(key as "health.ok")}</Badge>;
}
