/** Commands of the pages that no test runs as they stand, each with the reason. A command must match one of them, or run. */
export const commandsNotRun: readonly { readonly command: RegExp; readonly reason: string }[] = [
  { command: /^npx -y bun run test$/, reason: "runs all tests, this one among them" },
  { command: /^bun run (check|test)\b/, reason: "runs tests, this one among them; CI does so step by step" },
  { command: /^(bun|bunx deno) test /, reason: "runs tests, as CI does with all of them" },
  { command: /^bun install$/, reason: "changes the installation that tests run from; CI begins with it" },
  { command: /^bun run (fmt|snapshots)$/, reason: "writes into the repository" },
  { command: /^bun bench\/|^bun run bench(?! --list)/, reason: "measures for minutes; CI runs some of them" },
  { command: /^bun run compile\b/, reason: "takes a minute; CI compiles both, and starts what comes of it" },
  { command: /^deno task compile$/, reason: "downloads Deno's base binary" },
  {
    command: /^bun run start (?:listen|replay .*--to) /,
    reason: "needs a program with a webhook; tests of the command line have one",
  },
  {
    command: /^bun run start tail /,
    reason: "goes on until it is stopped; tests of the command line run it",
  },
  {
    command: /^botmux completion /,
    reason: "writes into the home folder; tests try the scripts in each shell",
  },
  { command: /^apt-get install /, reason: "needs a network and the superuser" },
  {
    command: /\/checkInitData$/,
    reason: "shows data of a Mini App that is cut short; tests of the method sign some",
  },
];
