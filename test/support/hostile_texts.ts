/** What scripts that got to run would set, and parts of addresses that nothing may ask for. */
export const canary = "botmuxCanary";

const run = `globalThis.${canary}=1`;

/** Texts by which people try to get more out of a page than a text: markup, directions, floods. */
export const hostileTexts: readonly string[] = [
  `"><script>${run}</script>`,
  `'><img src=/${canary}-image onerror=${run}>`,
  `</title></textarea></script></template><svg onload=${run}>`,
  `<iframe src="javascript:${run}"></iframe><base href="https://${canary}.example/">`,
  `<div hx-get="/${canary}-htmx" hx-trigger="load" hx-on::load="${run}">boosted</div>`,
  `<link rel=stylesheet href=https://${canary}.example/x.css><meta http-equiv=refresh content="0;url=/${canary}">`,
  `javascript:${run}//https://${canary}.example`,
  `{{constructor.constructor('${run}')()}} \${${run}} <%= 7*7 %> #{7*7} {count} {name}`,
  "\u202Egnp.exe\u202C \u2067right\u2066left \u202Dforced and never closed",
  "\u200B\u200C\u200D\u2060\uFEFF\u00AD\u180E",
  "שלום עולם (1) مرحبا 2!",
  "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A".repeat(12),
  "W".repeat(4096),
  "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇺🇳".repeat(40),
  "null",
  "undefined",
  "__proto__",
  "-1e999",
  "&lt;b&gt; &amp;quot; %3Cscript%3E \\u003cb\\u003e",
  "_*[`~>#+-=|{}.!] ```\n# line\r\n\tnext",
];

/** The beginning of a text, in whole characters, for what has a length limit. */
export function fit(text: string, max: number): string {
  return [...text].slice(0, Math.floor(max / 2)).join("");
}
