import type { PushSettings } from "./form.tsx";
import type { ShownPush } from "./push_card.tsx";
import { pushTarget } from "../../registry/entities/push_target.ts";
import { numberFields } from "../forms/number_fields.ts";
import type { ConsumerStatus } from "../../http/status.ts";

/** Status and settings of a consumer's push, as pages show it; `undefined` while it polls. */
export function toShownPush({ consumer, push }: ConsumerStatus): (ShownPush & PushSettings) | undefined {
  const target = consumer.push;
  if (target === undefined) return undefined;
  return {
    targets: (push?.targets ?? []).map(({ url, ...target }) => ({ origin: url, ...target })),
    delivered: push?.delivered ?? 0,
    failed: push?.failed ?? 0,
    dead: push?.dead ?? 0,
    nextAttemptMs: push?.nextAttemptMs ?? 0,
    lastError: push?.lastError,
    lastErrorAtMs: push?.lastErrorAtMs ?? 0,
    hasSecretToken: target.secretToken !== undefined,
    headers: Object.keys(target.headers),
    numbers: numberFields(pushTarget, "push", target),
  };
}
