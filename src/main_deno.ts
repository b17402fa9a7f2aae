#!/usr/bin/env -S deno run --allow-all
import { main } from "./app/main.ts";
import { platform } from "./runtime/deno.ts";
import { openDenoDatabase } from "./storage/deno_driver.ts";

await main({ platform, openDatabase: openDenoDatabase });
