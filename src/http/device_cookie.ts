import { maxDeviceAgeMs } from "../account/devices.ts";
import { deviceCookieNames } from "../base/own_credentials.ts";
import { readSecretCookie, toSecretCookie } from "./secret_cookie.ts";

/** The secret of a known device in a `Cookie` header; `undefined` when there is none. */
export function readDeviceCookie(header: string | null, isSecure: boolean): string | undefined {
  return readSecretCookie(header, deviceCookieNames, isSecure);
}

/** A `Set-Cookie` header that keeps the secret of a known device. */
export function toDeviceCookie(secret: string, isSecure: boolean): string {
  return toSecretCookie(secret, deviceCookieNames, { isSecure, maxAgeMs: maxDeviceAgeMs });
}
