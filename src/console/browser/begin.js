// @ts-check
/// <reference types="./globals.d.ts" />
// Style sheets show some things only where a script runs, and some only where none does.
document.documentElement.classList.add("has-script");

// Days and hours are those of the reader, from the next page on.
{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.split("; ").includes(`botmux_zone=${zone}`)) {
    document.cookie = `botmux_zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }
}
