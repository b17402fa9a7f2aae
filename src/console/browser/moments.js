// @ts-check
/// <reference types="./globals.d.ts" />
// Keeps "3 minutes ago" true, and tells the exact moment in the reader's own time zone.
{
  const language = document.documentElement.lang;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "long" });
  /** @type {[unit: Intl.RelativeTimeFormatUnit, ms: number][]} */
  const larger = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];
  const refresh = () => {
    for (const element of document.querySelectorAll("time[data-relative]")) {
      if (!(element instanceof HTMLTimeElement)) continue;
      const moment = Date.parse(element.dateTime);
      const difference = moment - Date.now();
      const [unit, ms] = larger.find(([, ms]) => Math.abs(difference) >= ms) ?? ["second", 1_000];
      const text = relative.format(Math.trunc(difference / ms), unit);
      if (element.textContent !== text) element.textContent = text;
      element.title = exact.format(moment);
    }
  };
  refresh();
  setInterval(refresh, 5_000);
  document.addEventListener("htmx:after:swap", refresh);
}
