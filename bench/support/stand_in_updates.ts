/**
 * An {@linkcode UpdateSource} in a process of its own. Prints its URL.
 *
 * Arguments: number of updates, updates per second (0: as many as are asked for).
 */
import { args, writeLine } from "../../src/runtime/process.ts";
import { UpdateSource } from "./update_source.ts";

const [updates = "0", perSecond = "0"] = args;
const source = await UpdateSource.listen({ updates: Number(updates), perSecond: Number(perSecond) });
writeLine(source.url);
