import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import Type from "typebox";
import Value from "typebox/value";

/** How old `initData` may be, in milliseconds: it is used the moment the app opens. */
export const oldestInitDataMs = 15 * 60_000;
/** Clocks differ. */
const futureMs = 60_000;

const WebAppUser = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});

/**
 * The Telegram user who opened a Mini App, if Telegram says so; `undefined` when `initData` was not made with this
 * bot's token, or is not fresh. The rules stand in <https://core.telegram.org/bots/webapps>, "Validating data received
 * via the Mini App".
 */
export function checkInitData(initData: string, botToken: string, nowMs: number): number | undefined {
  const fields = new Map(new URLSearchParams(initData));
  const hash = fields.get("hash") ?? "";
  fields.delete("hash");
  const lines = [...fields].map(([name, value]) => `${name}=${value}`).sort();
  const secret = createHmac("sha256", "WebAppData").update(botToken).digest();
  const wanted = createHmac("sha256", secret).update(lines.join("\n")).digest();
  const found = Buffer.from(/^[0-9a-f]{64}$/.test(hash) ? hash : "", "hex");
  if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) return undefined;
  const madeAtMs = Number(fields.get("auth_date") ?? NaN) * 1000;
  const isFresh = nowMs - madeAtMs <= oldestInitDataMs && madeAtMs - nowMs <= futureMs;
  return isFresh ? readUserId(fields.get("user") ?? "") : undefined;
}

function readUserId(text: string): number | undefined {
  try {
    const user: unknown = JSON.parse(text);
    return Value.Check(WebAppUser, user) ? user.id : undefined;
  } catch {
    // Signed by Telegram, and yet no user: there is nobody to sign in.
    return undefined;
  }
}
