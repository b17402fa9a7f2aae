import { after, before, describe } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { createSecretKey } from "../../src/base/secret_key.ts";
import { openPostgres } from "../../src/storage/postgres/open_postgres.ts";
import { PostgresApiKeyStore } from "../../src/storage/postgres/postgres_api_key_store.ts";
import { PostgresAuditStore } from "../../src/storage/postgres/postgres_audit_store.ts";
import { PostgresChatMoveStore } from "../../src/storage/postgres/postgres_chat_move_store.ts";
import { PostgresDeviceStore } from "../../src/storage/postgres/postgres_device_store.ts";
import { PostgresIdempotencyStore } from "../../src/storage/postgres/postgres_idempotency_store.ts";
import { PostgresJournalStore } from "../../src/storage/postgres/postgres_journal_store.ts";
import { PostgresNoteStore } from "../../src/storage/postgres/postgres_note_store.ts";
import { PostgresOperatorStore } from "../../src/storage/postgres/postgres_operator_store.ts";
import { PostgresPushStore } from "../../src/storage/postgres/postgres_push_store.ts";
import { PostgresReadMarkStore } from "../../src/storage/postgres/postgres_read_mark_store.ts";
import { PostgresRegistryStore } from "../../src/storage/postgres/postgres_registry_store.ts";
import { PostgresRouteStore } from "../../src/storage/postgres/postgres_route_store.ts";
import { PostgresRoutingStore } from "../../src/storage/postgres/postgres_routing_store.ts";
import { PostgresTagStore } from "../../src/storage/postgres/postgres_tag_store.ts";
import type { PostgresDatabase } from "../../src/storage/postgres/sql.ts";
import { SecretCipher } from "../../src/storage/secret_cipher.ts";
import { type PostgresServer, skipPostgres, startPostgres } from "../support/postgres.ts";
import { titleWithReason } from "../support/skip_reason.ts";
import { describeApiKeyStore } from "./contracts/api_key_store.ts";
import { describeAuditStore } from "./contracts/audit_store.ts";
import { describeChatMoveStore } from "./contracts/chat_move_store.ts";
import type { ControlStores } from "./contracts/control_stores.ts";
import { describeDeviceStore } from "./contracts/device_store.ts";
import { describeIdempotencyStore } from "./contracts/idempotency_store.ts";
import { describeJournalStore, type JournalStores } from "./contracts/journal_store.ts";
import { describeNoteStore } from "./contracts/note_store.ts";
import { describeOperatorStore } from "./contracts/operator_store.ts";
import { describePushStore } from "./contracts/push_store.ts";
import { describeReadMarkStore } from "./contracts/read_mark_store.ts";
import { describeRegistryStore } from "./contracts/registry_store.ts";
import { describeRouteStore } from "./contracts/route_store.ts";
import { describeRoutingStore } from "./contracts/routing_store.ts";
import { describeTagStore } from "./contracts/tag_store.ts";
import type { OpenTwice } from "./contracts/two_handles.ts";

describe(titleWithReason("PostgreSQL", skipPostgres), { skip: skipPostgres !== false }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server[Symbol.asyncDispose]());

  /** Opens a new schema twice, as two nodes have it open. */
  function twice<Store>(create: (database: PostgresDatabase) => Store): OpenTwice<Store> {
    return async () => {
      const url = server.newUrl();
      const databases = [
        await openPostgres(url, { clock: systemClock }),
        await openPostgres(url, { clock: systemClock }),
      ] as const;
      return {
        sharing: "shared",
        first: create(databases[0]),
        second: create(databases[1]),
        async [Symbol.asyncDispose]() {
          for (const database of databases) await database[Symbol.asyncDispose]();
        },
      };
    };
  }

  const controlWith = (cipher?: SecretCipher) =>
    twice((database): ControlStores => ({
      registry: new PostgresRegistryStore(database, cipher),
      chatMoves: new PostgresChatMoveStore(database),
      operators: new PostgresOperatorStore(database, cipher),
      apiKeys: new PostgresApiKeyStore(database),
      devices: new PostgresDeviceStore(database),
      audit: new PostgresAuditStore(database),
      idempotency: new PostgresIdempotencyStore(database),
      tags: new PostgresTagStore(database),
      notes: new PostgresNoteStore(database),
      readMarks: new PostgresReadMarkStore(database),
      routes: new PostgresRouteStore(database),
      routing: new PostgresRoutingStore(database),
    }));

  const control = controlWith();
  const encrypted = controlWith(new SecretCipher([createSecretKey()]));

  const journal = twice((database): JournalStores => ({
    journal: new PostgresJournalStore(database),
    push: new PostgresPushStore(database),
  }));

  describeJournalStore("PostgreSQL journal store", journal);
  describePushStore("PostgreSQL push store", twice((database) => new PostgresPushStore(database)));
  describeRegistryStore("PostgreSQL registry store", control);
  describeRegistryStore("PostgreSQL registry store with encrypted secrets", encrypted);
  describeOperatorStore("PostgreSQL operator store with encrypted secrets", encrypted);
  describeChatMoveStore("PostgreSQL chat move store", control);
  describeOperatorStore("PostgreSQL operator store", control);
  describeApiKeyStore("PostgreSQL api key store", control);
  describeDeviceStore("PostgreSQL device store", control);
  describeAuditStore("PostgreSQL audit store", control);
  describeIdempotencyStore("PostgreSQL idempotency store", control);
  describeTagStore("PostgreSQL tag store", control);
  describeNoteStore("PostgreSQL note store", control);
  describeReadMarkStore("PostgreSQL read mark store", control);
  describeRouteStore("PostgreSQL route store", control);
  describeRoutingStore("PostgreSQL routing store", control);
});
