let shownSecond = -1;
let shown = "";

/** `nowMs`, milliseconds since the epoch, as `Date` has it (RFC 9110 5.6.7). The text is made once a second. */
export function httpDate(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== shownSecond) {
    shownSecond = second;
    shown = new Date(nowMs).toUTCString();
  }
  return shown;
}
