import type { ApiKeyStore, AuditStore, OperatorStore } from "../../../src/account/account_store.ts";
import type { DeviceStore } from "../../../src/account/device_store.ts";
import type { IdempotencyStore } from "../../../src/account/idempotency_store.ts";
import type { NoteStore } from "../../../src/account/note_store.ts";
import type { ReadMarkStore } from "../../../src/account/read_mark_store.ts";
import type { TagStore } from "../../../src/account/tag_store.ts";
import type { Operator, operator } from "../../../src/account/account_records.ts";
import type { NewRecord } from "../../../src/registry/entities/entity.ts";
import type { ChatMoveStore } from "../../../src/registry/chat_move_store.ts";
import type { RegistryStore } from "../../../src/registry/registry_store.ts";
import type { RouteStore, RoutingStore } from "../../../src/routing/routing_store.ts";
import { createBotRecord, createConsumerRecord } from "../../support/records.ts";
import { type OpenTwice, withHandles } from "./two_handles.ts";

/** The stores that share a database: what one removes, others must not keep. */
export interface ControlStores {
  readonly registry: RegistryStore;
  readonly chatMoves: ChatMoveStore;
  readonly operators: OperatorStore;
  readonly apiKeys: ApiKeyStore;
  readonly devices: DeviceStore;
  readonly audit: AuditStore;
  readonly idempotency: IdempotencyStore;
  readonly tags: TagStore;
  readonly notes: NoteStore;
  readonly readMarks: ReadMarkStore;
  readonly routes: RouteStore;
  readonly routing: RoutingStore;
}

/** Opens a new, empty database twice. */
export type OpenControlStores = OpenTwice<ControlStores>;

/** A bot that is in the registry before a test begins. */
export const firstBot = 7_123_456_789;
export const secondBot = 2;

/** Adds two bots to a registry. */
export async function addBots({ registry }: ControlStores): Promise<void> {
  for (const id of [firstBot, secondBot]) {
    await registry.insertBot(createBotRecord({ id }), createConsumerRecord({ botId: id }));
  }
}

/** A test of a store among others: `work` gets two handles on a new database with two bots. */
export function withBots<Stores extends ControlStores>(
  open: OpenTwice<Stores>,
  work: (first: Stores, second: Stores) => Promise<void>,
): () => Promise<void> {
  return withHandles(open, async (first, second) => {
    await addBots(first);
    await work(first, second);
  });
}

/** An operator without an id, with everything at its usual value but what `changes` says. */
export function createOperatorRecord(
  changes: Partial<NewRecord<typeof operator>> = {},
): NewRecord<typeof operator> {
  return {
    name: "ada",
    role: "owner",
    passwordHash: "scrypt$1",
    addedAtMs: 1_000,
    ...changes,
  };
}

/** Adds an operator and gives the record with its id. */
export async function addOperator(
  { operators }: ControlStores,
  changes: Partial<Omit<Operator, "id">> = {},
): Promise<Operator> {
  const added = await operators.insertOperator(createOperatorRecord(changes), 1_000);
  if (typeof added === "string") throw new RangeError(`Cannot add the operator: ${added}`);
  return added;
}
