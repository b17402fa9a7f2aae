import { controlTables } from "./control_tables.ts";
import { journalTables } from "./journal_tables.ts";
import { routingTables } from "./routing_tables.ts";

/**
 * Steps from an empty schema to today's, in order; never changed once published. Each leaves what the version before it
 * reads and writes: nodes are updated one after another.
 */
export const postgresMigrations: readonly string[] = [controlTables, routingTables, journalTables];
