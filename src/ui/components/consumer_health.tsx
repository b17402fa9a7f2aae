/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../locale_context.ts";
import type { ShownConsumer } from "../views/shown_consumer.ts";
import { Badge, type Tone } from "./badge.tsx";
import { Said } from "./said.tsx";

/** Who polls less often than this is taken for gone. */
const quietMs = 150_000;

type State = "off" | "unreachable" | "retrying" | "silent" | "absent" | "lost" | "behind" | "well";

const tones: Readonly<Record<State, Tone>> = {
  off: "bad",
  unreachable: "bad",
  retrying: "warn",
  silent: "warn",
  absent: "quiet",
  lost: "warn",
  behind: "quiet",
  well: "good",
};

/** How a consumer fares, in a word or two and a sentence that says what to do. */
export function ConsumerHealth(
  { consumer, isShort }: { readonly consumer: ShownConsumer; readonly isShort?: boolean },
): JSX.Element {
  const { t, nowMs } = useLocale();
  const state = stateOf(consumer, nowMs);
  return (
    <div class="consumer-health">
      <Badge tone={tones[state]}>
        {state === "behind" ? t("overview.lag", { count: consumer.lag }) : t(`consumer.state.${state}`)}
      </Badge>
      {isShort || state === "well" || state === "behind" ? null : (
        <p class="why">
          {state === "lost"
            ? t("consumer.state.lost.why", { count: consumer.lost })
            : t(`consumer.state.${state}.why`)}{" "}
          {state === "off" ? <Said text={consumer.switchedOff} /> : null}
        </p>
      )}
    </div>
  );
}

/** Whether a consumer gets its updates as it should. */
export function isConsumerWell(consumer: ShownConsumer, nowMs: number): boolean {
  return ["well", "behind", "lost"].includes(stateOf(consumer, nowMs));
}

function stateOf(consumer: ShownConsumer, nowMs: number): State {
  const { mode, switchedOff, isUnreachable, waitingLanes, lastCallMs, lag, lost } = consumer;
  if (switchedOff !== "") return "off";
  if (isUnreachable) return "unreachable";
  if (waitingLanes > 0) return "retrying";
  if (mode === "poll" && lag > 0 && lastCallMs === 0) return "absent";
  if (mode === "poll" && lag > 0 && nowMs - lastCallMs > quietMs) return "silent";
  if (lost > 0) return "lost";
  return lag > 0 ? "behind" : "well";
}
