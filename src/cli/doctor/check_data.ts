import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeError } from "../../base/errors.ts";
import { type Fault, fault } from "../../faults/fault.ts";
import { describeBytes } from "../output.ts";
import type { Examined } from "./examined.ts";
import { causeOf, type Finding, ok, problem, skipped, warning } from "./finding.ts";
import { maxCheckedBytes } from "./max_checked_bytes.ts";

/** Less than this, and BotMux may stop storing updates within hours, in bytes. */
const lowBytes = 1_000_000_000;
/** Less than this, and databases cannot grow by what a busy bot receives in minutes, in bytes. */
const minBytes = 50_000_000;

/** Whether the data folder can be written, and who uses it. */
export async function checkFolder({ settings: { dataDir: folder }, data }: Examined): Promise<Finding[]> {
  const isThere = await exists(folder);
  const places = [
    await findExisting(folder),
    ...data.databases.map(({ file }) => join(folder, file)),
  ];
  for (const place of places) {
    const wrong = await findUnwritable(place);
    if (wrong !== undefined) return [problem(wrong)];
  }
  if (isThere && !(await stat(folder)).isDirectory()) {
    return [problem(fault("data_path_not_folder", { file: folder }))];
  }
  if (!isThere) return [ok(fault("data_folder_absent", { folder }))];
  if (data.holder === "nobody") return [ok(fault("data_folder_usable", { folder }))];
  if (data.holder === "unknown") return [ok(fault("data_folder_maybe_running", { folder }))];
  return [ok(fault("data_folder_running", { folder, pid: data.holder.pid }))];
}

/** Free space of the disk with the data folder. */
export async function checkDisk({ settings: { dataDir: folder }, system }: Examined): Promise<Finding[]> {
  const bytes = await system.freeBytes(await findExisting(folder));
  const size = describeBytes(bytes);
  if (bytes >= lowBytes) return [ok(fault("disk_space_enough", { size, folder }))];
  const low = fault("disk_space_low", { size, folder });
  return [bytes < minBytes ? problem(low) : warning(low)];
}

/** Whether the databases are there and not damaged. */
export function checkDatabases({ settings: { dataDir }, data }: Examined): Finding[] {
  const { databases, missing, bots } = data;
  if ("error" in bots && databases.length === 0) {
    return [problem(fault("check_failed", { cause: causeOf(bots.error) }))];
  }
  const findings: Finding[] = missing.map(problem);
  for (const { file, state } of databases) {
    if (typeof state === "string") continue;
    findings.push(problem(fault("database_damaged", { file: join(dataDir, file), said: state.damage })));
  }
  const filesOf = (wanted: string) =>
    databases.filter(({ state }) => state === wanted).map(({ file }) => file).join(", ");
  const [sound, used, large] = [filesOf("sound"), filesOf("in_use"), filesOf("large")];
  if (sound !== "") findings.push(ok(fault("databases_sound", { files: sound })));
  if (used !== "") findings.push(skipped(fault("databases_in_use", { files: used })));
  if (large !== "") {
    const size = describeBytes(maxCheckedBytes);
    findings.push(skipped(fault("databases_large", { files: large, size })));
  }
  return findings.length > 0 ? findings : [ok(fault("databases_absent"))];
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    // What keeps it from being looked at, the nearest folder above tells.
    return false;
  }
}

/** `path`, or the nearest folder above it that is there. */
async function findExisting(path: string): Promise<string> {
  let place = path;
  while (!await exists(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

async function findUnwritable(file: string): Promise<Fault | undefined> {
  try {
    const isFolder = (await stat(file)).isDirectory();
    await access(file, isFolder ? constants.W_OK | constants.X_OK : constants.W_OK | constants.R_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EACCES" || code === "EPERM") return fault("data_not_permitted", { file });
    if (code === "EROFS") return fault("data_read_only", { file });
    return fault("data_not_writable", { file, said: describeError(error) });
  }
}
