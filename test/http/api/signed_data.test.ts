import { assertEquals } from "@std/assert";
import { describe, test } from "node:test";
import { openApi } from "../../support/api_setup.ts";
import { forgeInitData } from "../../support/telegram_signer.ts";

describe("/api/v1/bots/{bot}/check-init-data", () => {
  test("reports whether Telegram signed the data for this bot", async () => {
    await using setup = await openApi();
    const { id, token } = setup.upstream.bot;
    const path = `/bots/${id}/check-init-data`;
    const { is_valid, reason, fields } = await setup.api.done("POST", path, {
      data: forgeInitData(77, token),
    });
    assertEquals([is_valid, reason, fields.user.id], [true, null, 77]);
    const other = forgeInitData(77, token, Date.now() - 10_000);
    assertEquals(await setup.api.done("POST", path, { data: other, max_age_sec: 5 }), {
      is_valid: false,
      reason: "expired",
      fields: null,
    });
    const widget = await setup.api.done("POST", path, { kind: "login_data", data: other });
    assertEquals(widget.reason, "wrong_hash");
  });
});
