#!/usr/bin/env bun
import { main } from "./app/main.ts";
import { platform } from "./runtime/bun.ts";
import { openBunDatabase } from "./storage/bun_driver.ts";

await main({ platform, openDatabase: openBunDatabase });
