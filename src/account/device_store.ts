import type { Device } from "./account_records.ts";

/** Where operators' devices are kept. They go with the operator, and when their sessions are ended. Each call is one transaction. */
export interface DeviceStore {
  /** The device with this hash from which this operator signed in after a moment. */
  device(operatorId: number, hash: string, afterMs: number): Promise<Device | undefined>;
  /** The devices from which an operator signed in after a moment, the latest first. */
  devicesOf(operatorId: number, afterMs: number): Promise<readonly Device[]>;
  /**
   * Remembers a device by its new hash, for all operators who signed in from it while it had the hash `before`. Of the
   * operator's devices the latest `max` stay, and of all only those used after a moment.
   */
  saveDevice(device: Omit<Device, "id">, before: string, limits: DeviceLimits): Promise<void>;
  /** Whether there was one. */
  deleteDevice(id: number, operatorId: number): Promise<boolean>;
}

/** Which devices stay. */
export interface DeviceLimits {
  readonly max: number;
  readonly usedAfterMs: number;
}
