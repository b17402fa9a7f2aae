import { UsageError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/secrets.ts";
import { fault, messageOf } from "../../faults/fault.ts";
import { readSecretKeys } from "../../settings/secret_keys.ts";
import { loadSettings, type Settings } from "../../settings/settings.ts";
import type { Command, CommandInput } from "../command.ts";
import { isOn } from "../flag_values.ts";
import { jsonFlag } from "../json_flag.ts";
import { toPrintable } from "../output.ts";
import { start } from "../start.ts";
import { checkBots } from "./check_bots.ts";
import { checkCertificate } from "./check_certificate.ts";
import { checkDatabases, checkDisk, checkFolder } from "./check_data.ts";
import { checkOpenFiles } from "./check_files.ts";
import { checkListen, checkPolling } from "./check_listen.ts";
import { checkPublicUrl } from "./check_public_url.ts";
import { checkSecrets } from "./check_secrets.ts";
import { checkUpstream } from "./check_upstream.ts";
import { examine } from "./examine.ts";
import type { Examined } from "./examined.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { limitsMs, withinLimit } from "./within_limit.ts";

/** Findings by the name of the check. */
type Findings = readonly (readonly [check: string, findings: readonly Finding[]])[];

/** `botmux doctor` */
export const doctor: Command = {
  words: "doctor",
  summary: "Check what BotMux needs, changing nothing; exits with 1 if there is a problem",
  positionals: [],
  flags: [{ ...jsonFlag, description: "Print the findings as JSON" }],
  settings: start.settings,
  async run(input) {
    const isJson = isOn(input.flags, "json");
    const found = await findAll(input);
    const all = found.flatMap(([check, findings]) =>
      findings.map(({ level, fault }) => ({
        check,
        level,
        code: fault.code,
        message: toPrintable(maskSecrets(messageOf(fault))),
      }))
    );
    if (isJson) input.host.stdout(JSON.stringify(all, null, 2));
    else {
      for (const { check, level, message } of all) {
        input.host.stdout(`${level.padEnd(7)}  ${check.padEnd(11)}  ${message}`);
      }
    }
    return all.some(({ level }) => level === "problem") ? 1 : 0;
  },
};

async function findAll(input: CommandInput): Promise<Findings> {
  const settings = readSettings(input);
  if ("level" in settings) return [["settings", [settings]]];
  const file = settings.configFile ?? "none";
  const warnings = settings.warnings.map((said) => warning(fault("quoted", { said })));
  const inOrder: Finding[] = [ok(fault("settings_in_order", { file })), ...warnings];
  const examined = await withinLimit(
    input.host.clock,
    limitsMs.data,
    (signal) => examine(input.host, settings, signal),
  );
  if (!("settings" in examined)) return [["settings", inOrder], ["data", [examined]]];
  try {
    return [["settings", inOrder], ...await runChecks(examined)];
  } finally {
    examined.upstream.close();
  }
}

function readSettings({ host: { env, cwd }, flags }: CommandInput): Settings | Finding {
  try {
    const settings = loadSettings({ flags, env, cwd });
    readSecretKeys(settings);
    return settings;
  } catch (error) {
    if (error instanceof UsageError) return problem(error.fault);
    throw error;
  }
}

/** Runs all checks at the same time; each has a limit of its own. */
async function runChecks(examined: Examined): Promise<Findings> {
  const { clock } = examined;
  const limited = async (check: (signal: AbortSignal) => Finding[] | Promise<Finding[]>) => {
    const found = await withinLimit(clock, limitsMs.check, async (signal) => await check(signal));
    return "level" in found ? [found] : found;
  };
  const [upstream, bots, folder, disk, secrets, listen, certificate] = await Promise.all([
    withinLimit(clock, limitsMs.check, (signal) => checkUpstream(examined, signal)),
    checkBotsWithin(examined),
    limited(() => checkFolder(examined)),
    limited(() => checkDisk(examined)),
    limited(() => checkSecrets(examined)),
    limited(() => checkListen(examined)),
    limited((signal) => checkCertificate(examined, signal)),
  ]);
  return [
    ["data", folder],
    ["disk", disk],
    ["databases", checkDatabases(examined)],
    ["secrets", secrets],
    ["listen", listen],
    ["open files", checkOpenFiles(examined)],
    ["upstream", "level" in upstream ? [upstream] : upstream.upstream],
    ["clock", "level" in upstream ? [] : upstream.clock],
    ["tokens", bots.tokens],
    ["webhooks", bots.webhooks],
    ["polling", checkPolling(examined)],
    ["certificate", certificate],
    ["public URL", checkPublicUrl(examined)],
  ];
}

/** What was found until the time was over counts. */
async function checkBotsWithin(examined: Examined) {
  const limit = new AbortController();
  const cancel = examined.clock.schedule(() => limit.abort(new Error("no answer in time")), limitsMs.bots);
  try {
    return await checkBots(examined, limit.signal, limitsMs.bots);
  } finally {
    cancel();
  }
}
