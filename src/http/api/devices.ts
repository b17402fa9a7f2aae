import Type from "typebox";
import type { Devices } from "../../account/devices.ts";
import { notFound } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { toMoment } from "../../base/moment.ts";
import { Moment, RecordId } from "./wire.ts";

const tag = "sessions";

const DeviceAnswer = Type.Object({
  id: RecordId,
  address: Type.String({ description: "IP address of the last sign-in" }),
  user_agent: Type.String(),
  added_at: Moment,
  last_sign_in_at: Moment,
}, { title: "Device" });

/** Devices that are known. */
export const DeviceList = Type.Object({ items: Type.Array(DeviceAnswer) });

/** `/me/devices` */
export function deviceEndpoints(devices: Pick<Devices, "list" | "forget">): Endpoint[] {
  return [
    endpoint({
      id: "listDevices",
      method: "GET",
      path: "/me/devices",
      tag,
      summary: "List your known devices, which failed sign-ins elsewhere do not slow down",
      role: "viewer",
      isForOperators: true,
      status: 200,
      answer: DeviceList,
      async handle({ principal }) {
        return {
          items: (await devices.list(principal.id)).map((device) => ({
            id: device.id,
            address: device.address,
            user_agent: device.userAgent,
            added_at: toMoment(device.addedAtMs),
            last_sign_in_at: toMoment(device.lastSignInAtMs),
          })),
        };
      },
    }),
    endpoint({
      id: "forgetDevice",
      method: "DELETE",
      path: "/me/devices/{id}",
      tag,
      summary: "Forget a device; its session stays",
      role: "viewer",
      isForOperators: true,
      parameters: { id: RecordId },
      status: 204,
      async handle({ path: { id }, principal }) {
        if (!await devices.forget(id, principal.id)) throw notFound("device");
      },
    }),
  ];
}
