/** Methods that BotMux answers itself: they concern the caller's consumer, and nothing at Telegram. */
const ownMethods: ReadonlySet<string> = new Set([
  "setwebhook",
  "deletewebhook",
  "logout",
  "close",
  "checkinitdata",
]);

/** Whether calls of the method, in lower case, change nothing at Telegram and reach nobody. */
export function isReadingMethod(method: string): boolean {
  return method.startsWith("get") || ownMethods.has(method);
}
