/** Run as a process of its own by fetch.test.ts: fetches the URL that is its argument, writes what comes. */
import { args, writeLine } from "../../src/runtime/process.ts";
import { platform } from "../support/this_platform.ts";

const response = await platform.createFetch!()(args[0]!, {});
writeLine(await response.text());
