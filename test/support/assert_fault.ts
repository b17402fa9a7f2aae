import { assert, assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import type { RequestFaultCode } from "../../src/faults/fault.ts";

/** Expects work to be refused with a fault of the catalogue. */
export async function assertFault(work: () => Promise<unknown>, code: RequestFaultCode): Promise<void> {
  const error = await assertRejects(work, UsageError);
  assert(error.fault !== undefined, error.message);
  assertEquals(error.fault.code, code);
}
