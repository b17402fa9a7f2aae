import { archiveMigrations } from "./archive_migrations.ts";
import { botmuxMigrations } from "./botmux_migrations.ts";
import type { DatabaseKind } from "./data_files.ts";
import { journalMigrations } from "./journal_migrations.ts";

/** journal.db: updates, and how far consumers are. */
export const journalKind: DatabaseKind = { file: "journal.db", steps: journalMigrations, table: "logs" };
/** botmux.db: bots, consumers, operators, settings. */
export const botmuxKind: DatabaseKind = { file: "botmux.db", steps: botmuxMigrations, table: "consumers" };
/** archive.db: chats, users and messages. */
export const archiveKind: DatabaseKind = { file: "archive.db", steps: archiveMigrations, table: "records" };

/** All of a data folder. */
export const databaseKinds: readonly DatabaseKind[] = [journalKind, botmuxKind, archiveKind];
