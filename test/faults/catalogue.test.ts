import { assert, assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import {
  catalogue,
  operationOutcomes,
  quotation,
  refusals,
  terminalFaults,
} from "../../src/faults/catalogue.ts";
import { connectionFaults } from "../../src/faults/connection_faults.ts";
import { disabledReasons } from "../../src/faults/disabled_reasons.ts";
import { healthReasons } from "../../src/faults/health_reasons.ts";
import type { FaultRow } from "../../src/faults/fault_row.ts";
import { fieldFaults } from "../../src/faults/field_faults.ts";
import { fault, messageOf } from "../../src/faults/fault.ts";
import { modelFaults } from "../../src/faults/model_faults.ts";
import { threadFaults } from "../../src/faults/operation_faults.ts";
import { pushFaults } from "../../src/faults/push_faults.ts";
import { faults as russian } from "../../src/faults/russian.ts";

const rows: readonly (readonly [string, FaultRow])[] = Object.entries(catalogue);

function gapsOf(message: string): string[] {
  return [...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
}

describe("The catalogue of faults", () => {
  test("has a status for every refusal and nothing else", () => {
    const refused: Readonly<Record<string, FaultRow>> = refusals;
    assertEquals(rows.filter(([code, { status }]) => code in refused !== (status !== undefined)), []);
    assert(rows.every(([, { status = 400 }]) => status >= 400 && status < 600));
  });

  test("has one row per code, across all sections", () => {
    const sections = [refusals, fieldFaults, healthReasons, operationOutcomes, terminalFaults, quotation];
    assertEquals(sections.flatMap((section) => Object.keys(section)).length, rows.length);
  });

  test("uses at most two sentences, with a full stop except for phrases", () => {
    const phrases: Readonly<Record<string, FaultRow>> = {
      ...fieldFaults,
      ...disabledReasons,
      ...connectionFaults,
      ...modelFaults,
      ...pushFaults,
      ...threadFaults,
    };
    for (const [code, { message }] of rows) {
      if (message === "" || message === "{said}" || message === "{cause}") continue;
      assert(message.split(/(?<=[.?])\s+(?=[A-Z])/).length <= 2, code);
      if (code in phrases) assert(!message.endsWith("."), code);
      else assert(/([.?]|: \{said\}|\{cause\})$/.test(message), code);
    }
  });

  test("has codes in snake case", () => {
    const single = ["quoted", "rejected", "unauthenticated"];
    assertEquals(
      rows.filter(([code]) => !/^[a-z]+(_[a-z]+)+$/.test(code) && !single.includes(code)),
      [],
    );
  });

  test("has the same placeholders in Russian as in English", () => {
    for (const [code, message] of Object.entries(russian)) {
      const { message: english } = catalogue[code as keyof typeof catalogue]; // entries() forgets the keys.
      assertEquals(gapsOf(message), gapsOf(english), code);
      assertEquals(message === "", english === "", code);
    }
  });

  test("fills placeholders with values unchanged", () => {
    assertEquals(
      messageOf(fault("role_required", { needed: "owner", own: "$&" })),
      "This needs the role owner; yours is $&.",
    );
  });
});
