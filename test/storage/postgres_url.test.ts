import { describe, test } from "node:test";
import { assertEquals } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import { parsePostgresUrl } from "../../src/storage/postgres/postgres_url.ts";

function refusal(url: string): string {
  try {
    parsePostgresUrl(url);
    return "accepted";
  } catch (error) {
    return error instanceof UsageError ? error.message : "another error";
  }
}

describe("parsePostgresUrl()", () => {
  test("reads hosts in their order, decoded credentials and parameters", () => {
    const url =
      "postgresql://bot%40mux:p%2Fw@a.example:6432,[::1],c/data%20base?schema=two&max_connections=3" +
      "&sslmode=require&sslrootcert=/etc/ca.pem";
    assertEquals(parsePostgresUrl(url), {
      hosts: [{ host: "a.example", port: 6432 }, { host: "::1", port: 5432 }, { host: "c", port: 5432 }],
      database: "data base",
      user: "bot@mux",
      password: "p/w",
      tls: "require",
      rootCertificate: "/etc/ca.pem",
      schema: "two",
      maxConnections: 3,
      label: "postgres://a.example:6432,[::1],c/data base",
    });
  });

  test("checks the server's certificate unless it is told otherwise or the server is this machine", () => {
    assertEquals(parsePostgresUrl("postgres://db.example/botmux").tls, "verify-full");
    assertEquals(parsePostgresUrl("postgres://localhost,127.0.0.1:6000,[::1]/botmux").tls, "disable");
    assertEquals(parsePostgresUrl("postgres://localhost,db.example/botmux").tls, "verify-full");
    assertEquals(parsePostgresUrl("postgres://db.example/botmux?sslmode=disable").tls, "disable");
  });

  test("refuses what it cannot use and quotes no secret", () => {
    const refused = [
      "postgres://user:hunter2@host:99999/db",
      "postgres://user:hunter2@host",
      "postgres://user:hunt%er2@host/db",
      "postgres://user:hunter2@/db",
      "mysql://user:hunter2@host/db",
      "postgres://user:hunter2@host/db?sslmode=hunter2",
      "postgres://user:hunter2@host/db?schema=Hunter2;drop",
      "postgres://user:hunter2@host/db?max_connections=0",
      "postgres://user:hunter2@host/db?password=hunter2",
    ].map(refusal);
    for (const message of refused) {
      assertEquals([message.startsWith("Invalid database URL"), /hunt/i.test(message)], [true, false]);
    }
  });
});
