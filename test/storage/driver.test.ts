import { openDatabase } from "../support/this_driver.ts";
import { describeDriver } from "./driver_contract.ts";

describeDriver("SQLite driver", openDatabase);
