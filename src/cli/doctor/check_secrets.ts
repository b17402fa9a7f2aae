import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fault } from "../../faults/fault.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Examined } from "./examined.ts";
import { type Finding, ok, skipped, warning } from "./finding.ts";

/** Read permission for the group and for everybody. */
const othersMayRead = 0o044;

/** Whether secrets in the data folder are encrypted, and the key is kept from others. */
export async function checkSecrets({ settings, data: { secrets } }: Examined): Promise<Finding[]> {
  const findings = await checkKeyFile(settings);
  const isKeyGiven = settings.secretKeyFile !== undefined || settings.secretKey !== undefined;
  if (secrets === undefined || !secrets.isEncrypted) {
    const state = isKeyGiven ? ok(fault("secrets_to_be_encrypted")) : skipped(fault("secrets_in_clear"));
    return [...findings, state];
  }
  const { isClean, hasOlderKeys, backupsInClear: [latest, ...more] } = secrets;
  if (!isClean) {
    findings.push(warning(fault("secrets_left_in_clear", { file: join(settings.dataDir, "botmux.db") })));
  }
  if (latest !== undefined) {
    findings.push(warning(fault("backups_in_clear", { count: more.length + 1, latest })));
  }
  if (hasOlderKeys) findings.push(warning(fault("secret_key_older")));
  return [...findings, ok(fault("secrets_encrypted"))];
}

async function checkKeyFile({ secretKeyFile: file, dataDir }: Settings): Promise<Finding[]> {
  if (file === undefined) return [];
  const findings: Finding[] = [];
  const { mode } = await stat(file);
  if ((mode & othersMayRead) !== 0) findings.push(warning(fault("secret_key_file_exposed", { file })));
  if (!relative(dataDir, file).startsWith("..")) {
    findings.push(warning(fault("secret_key_file_beside_data", { file })));
  }
  return findings;
}
