import type { Static } from "typebox";
import type { Principal } from "../../account/principal.ts";
import type { ShownDevice } from "../account/device_table.tsx";
import type { ShownSession } from "../account/session_table.tsx";
import type { ShownOperator } from "./view.tsx";
import type { DeviceList } from "../../http/api/devices.ts";
import type { OperatorAnswer } from "../../http/api/operator_wire.ts";
import type { SessionList } from "../../http/api/session_wire.ts";

/** An operator, as somebody is shown them. */
export function toShownOperator(
  operator: Static<typeof OperatorAnswer>,
  { kind, id }: Principal,
): ShownOperator {
  return {
    id: operator.id,
    name: operator.name,
    role: operator.role,
    bots: operator.bots ?? undefined,
    hasPassword: operator.has_password,
    hasTotp: operator.has_totp,
    telegramUserId: operator.telegram_user_id ?? 0,
    addedMs: toMs(operator.added_at),
    lastSignInMs: toMs(operator.last_sign_in_at),
    isYou: kind === "operator" && operator.id === id,
  };
}

/** Sessions, as somebody is shown them. */
export function toShownSessions({ items }: Static<typeof SessionList>): ShownSession[] {
  return items.map((session) => ({
    id: session.id,
    address: session.address,
    userAgent: session.user_agent,
    beganMs: toMs(session.added_at),
    seenMs: toMs(session.last_seen_at),
    isThis: session.is_this,
  }));
}

/** Known devices, as somebody is shown them. */
export function toShownDevices({ items }: Static<typeof DeviceList>): ShownDevice[] {
  return items.map((device) => ({
    id: device.id,
    address: device.address,
    userAgent: device.user_agent,
    lastSignInMs: toMs(device.last_sign_in_at),
  }));
}

/** Milliseconds since the epoch; 0 for never. */
export function toMs(moment: string | null): number {
  return moment === null ? 0 : Date.parse(moment);
}
