import { type Clock, systemClock } from "../../src/base/clock.ts";
import { Registry } from "../../src/registry/registry.ts";
import { openRegistryStore } from "../../src/storage/open_registry.ts";
import { openDatabase } from "./this_driver.ts";

/** The registry of a data folder, on a real database. */
export async function openRegistry(
  dataDir: string,
  clock: Clock = systemClock,
): Promise<{ readonly registry: Registry; close(): void }> {
  const { store, close } = openRegistryStore(openDatabase, dataDir);
  return { registry: await Registry.open(store, clock), close };
}
