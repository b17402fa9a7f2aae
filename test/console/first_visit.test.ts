import { assert } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../support/api_setup.ts";
import { measureFirstVisit } from "../support/first_visit.ts";

/** What is promised, in bytes. */
const max = 200_000;

describe("a first visit", () => {
  test("from the sign-in to the overview transfers less than 200 KB, with every file", async () => {
    await using setup = await openApi();
    const owner = { name: "ada", password: "correct horse" };
    await setup.api.done("POST", "/operators", { ...owner, role: "owner" });
    const { bytes, answers } = await measureFirstVisit(setup.served.url, setup.served.botmux.fetch, owner);
    // Two pages, the styles, the script and htmx at least.
    assert(answers >= 5 && bytes > 10_000, `${answers} answers`);
    assert(bytes < max, `${bytes} bytes`);
  });
});
