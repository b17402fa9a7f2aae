import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import Value from "typebox/value";
import { UsageError } from "../../src/base/errors.ts";
import { settingsFileSchema } from "../../src/settings/file_schema.ts";
import { createCertificate } from "../support/certificate.ts";
import { createPushTarget } from "../support/records.ts";
import { load, withFolder } from "./loading.ts";

const token = `123456:${"A".repeat(35)}`;
const secret = "SHORTSECRET";
const url = "https://backend.example/hook";

/** A file with one consumer. */
function fileWith(consumer: object): unknown {
  return { bots: [{ token, consumers: [{ name: "a", ...consumer }] }] };
}

function loadConsumer(consumer: object, cwd: string, env: Readonly<Record<string, string>> = {}) {
  return load({ file: fileWith(consumer), env }, cwd).bots[0]?.consumers[0];
}

describe("a push consumer of the file", () => {
  test(
    "with only a URL has the defaults",
    withFolder((cwd) => {
      const push = createPushTarget({ urls: [url] });
      assertEquals(loadConsumer({ mode: "push", url }, cwd), { name: "a", mode: "push", filter: {}, push });
    }),
  );

  test(
    "accepts every flag, and substitutes variables",
    withFolder((cwd) => {
      const consumer = {
        mode: "push",
        urls: ["${HOST}:8443/x", "http://user:${KEY}@10.0.0.2/"],
        secretToken: "${KEY}",
        headers: { "X-Key": "key ${KEY}" },
        maxConnections: 3,
        attempts: 5,
        timeoutSec: 7,
        ipAddress: "10.0.0.1",
        disabled: true,
      };
      assertEquals(loadConsumer(consumer, cwd, { HOST: "backend.example", KEY: secret }), {
        name: "a",
        mode: "push",
        filter: {},
        push: createPushTarget({
          urls: ["https://backend.example:8443/x", `http://user:${secret}@10.0.0.2/`],
          secretToken: secret,
          headers: { "X-Key": `key ${secret}` },
          maxConnections: 3,
          maxAttempts: 5,
          timeoutSec: 7,
          ipAddress: "10.0.0.1",
        }),
        disabled: true,
      });
    }),
  );

  test(
    "can be the default one",
    withFolder((cwd) => {
      const consumer = loadConsumer({ name: "default", mode: "push", url }, cwd);
      assertEquals([consumer?.name, consumer?.push?.urls], ["default", [url]]);
    }),
  );

  test(
    "takes certificates from a file beside botmux.json, and no key",
    withFolder((cwd) => {
      const { cert, key } = createCertificate();
      mkdirSync(join(cwd, "etc"));
      writeFileSync(join(cwd, "etc", "my.pem"), `about it\n${key}${cert}`);
      const consumer = { name: "a", mode: "push", url, certificateFile: "my.pem" };
      writeFileSync(
        join(cwd, "etc", "my.json"),
        JSON.stringify({ bots: [{ token, consumers: [consumer] }] }),
      );
      const { bots } = load({ flags: { config: "etc/my.json" } }, cwd);
      assertEquals(bots[0]?.consumers[0]?.push?.certificate, cert);
    }),
  );
});

describe("names of 0.1 in botmux.json", () => {
  test(
    "`enabled` of a consumer means the opposite of `disabled`, and is warned of once",
    withFolder((cwd) => {
      const consumers = [
        { name: "a", mode: "push", url, enabled: false },
        { name: "b", mode: "push", url, enabled: true },
        { name: "c" },
      ];
      const { bots, warnings } = load({ file: { bots: [{ token, consumers }] } }, cwd);
      assertEquals(bots[0]?.consumers.map(({ disabled }) => disabled), [true, false, undefined]);
      assertEquals(warnings, [
        `${
          join(cwd, "botmux.json")
        }: "enabled" of a consumer is deprecated and will be removed in the next version; use "disabled"`,
      ]);
    }),
  );

  test(
    "`enabled` beside `disabled` is refused",
    withFolder((cwd) => {
      const consumers = [{ name: "a", enabled: true, disabled: true }];
      assertThrows(
        () => load({ file: { bots: [{ token, consumers }] } }, cwd),
        UsageError,
        "enabled is not a setting",
      );
    }),
  );
});

describe("a push consumer is refused", () => {
  const refused: [title: string, consumer: object, words: string][] = [
    ["without a URL", { mode: "push" }, "url is missing. Mode push needs url or urls"],
    [
      "with url and urls",
      { mode: "push", url, urls: [url] },
      "urls and url are both given. Keep one of them",
    ],
    ["with mode poll", { mode: "poll", url }, 'url is for mode push. Add "mode": "push", or leave it out'],
    ["without a mode", { urls: [url] }, "urls is for mode push"],
    [
      "with the same URL twice",
      { mode: "push", urls: [url, "https://b/", url] },
      "urls[2] must differ from the URLs before it",
    ],
    [
      "with an empty URL",
      { mode: "push", url: "" },
      "url must be a URL such as https://backend.example/hook",
    ],
    ["with another scheme", { mode: "push", urls: ["ftp://a"] }, "urls[0] must be a URL such as"],
    ["with no URL in its list", { mode: "push", urls: [] }, "urls must be a list of 1 to 16 items"],
    [
      "with a bad secret token",
      { mode: "push", url, secretToken: "a b" },
      "secretToken must be a text that matches ^[A-Za-z0-9_-]{1,256}$",
    ],
    ["with an empty secret token", { mode: "push", url, secretToken: "" }, "secretToken must be a text that"],
    [
      "with a header of the request's own",
      { mode: "push", url, headers: { HOST: "x" } },
      "headers.HOST must be left out",
    ],
    [
      "with a header of two lines",
      { mode: "push", url, headers: { "X-Key": "a\r\nb" } },
      "headers.X-Key must be at most 4096 ASCII characters on one line",
    ],
    [
      "with a header that is no text",
      { mode: "push", url, headers: { "X-Key": 1 } },
      "headers.X-Key must be a text in quotes",
    ],
    [
      "with too many headers",
      {
        mode: "push",
        url,
        headers: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`X-${i}`, ""])),
      },
      "headers must be an object in braces with at most 32 members",
    ],
    [
      "with too many connections",
      { mode: "push", url, maxConnections: 100_001 },
      "maxConnections must be a whole number from 1 to 100000",
    ],
    ["with no attempt", { mode: "push", url, attempts: 0 }, "attempts must be a whole number of at least 1"],
    [
      "with a name in place of an address",
      { mode: "push", url, ipAddress: "backend" },
      "ipAddress must be an IPv4 or IPv6 address",
    ],
    [
      "with a certificate that is not there",
      { mode: "push", url, certificateFile: "none.pem" },
      "certificateFile must be a PEM file that can be read: there is no such file",
    ],
    [
      "with an empty address",
      { mode: "push", url, ipAddress: "" },
      "ipAddress must be a text that is not empty",
    ],
    ["with a switch in quotes", { mode: "push", url, disabled: "false" }, "disabled must be true or false"],
    [
      "with a misspelt key",
      { mode: "push", url, header: {} },
      "header is not a setting. Did you mean headers?",
    ],
  ];
  for (const [title, consumer, words] of refused) {
    test(
      title,
      withFolder((cwd) => {
        const error = assertThrows(() => loadConsumer(consumer, cwd), UsageError);
        assertStringIncludes(error.message, `bots[0].consumers[0].${words}`);
      }),
    );
  }

  for (
    const content of ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
  ) {
    test(
      `with ${JSON.stringify(content)} in its certificate's file`,
      withFolder((cwd) => {
        writeFileSync(join(cwd, "c.pem"), content);
        const consumer = { mode: "push", url, certificateFile: "c.pem" };
        const error = assertThrows(() => loadConsumer(consumer, cwd), UsageError);
        assertStringIncludes(error.message, "certificateFile must be a PEM file with a certificate");
      }),
    );
  }
});

describe("errors of push consumers never repeat a secret:", () => {
  const leaks: [title: string, consumer: object][] = [
    ["a URL with a password", { mode: "push", url: `ftp://user:${secret}@backend.example/` }],
    ["the path of a URL that is there twice", {
      mode: "push",
      urls: [`${url}/${secret}`, `${url}/${secret}`],
    }],
    ["a URL beside another", { mode: "push", url: `${url}/${secret}`, urls: [url] }],
    ["a URL with mode poll", { mode: "poll", url: `${url}/${secret}` }],
    ["a secret token", { mode: "push", url, secretToken: `${secret} ` }],
    ["a header's value", { mode: "push", url, headers: { "X-Key": `${secret}\n` } }],
    ["a header's name with its value", { mode: "push", url, headers: { [`X-Key: ${secret}`]: "" } }],
    ["a header of the request's own", { mode: "push", url, headers: { Host: secret } }],
    ["a variable in place of an address", { mode: "push", url, ipAddress: "${KEY}" }],
    ["a variable in place of a file", { mode: "push", url, certificateFile: "${KEY}" }],
  ];
  for (const [title, consumer] of leaks) {
    test(
      title,
      withFolder((cwd) => {
        const error = assertThrows(() => loadConsumer(consumer, cwd, { KEY: secret }), UsageError);
        assert(!error.message.includes(secret), error.message);
      }),
    );
  }
});

describe("the JSON Schema of a push consumer", () => {
  const plain = JSON.parse(JSON.stringify(settingsFileSchema));
  const full = {
    mode: "push",
    url,
    secretToken: "s",
    headers: { "X-Key": "v" },
    maxConnections: 1,
    attempts: 1,
    ipAddress: "::1",
    certificateFile: "c.pem",
    disabled: true,
  };

  test("takes all its keys", () => assert(Value.Check(plain, fileWith(full))));

  for (
    const wrong of [{ urls: [] }, { secretToken: "" }, { headers: { a: 1 } }, { maxConnections: 0 }, {
      attempts: 0,
    }]
  ) {
    test(`refuses ${JSON.stringify(wrong)}`, () => {
      assert(!Value.Check(plain, fileWith({ ...full, ...wrong })));
    });
  }

  test("describes each key", () => {
    const { properties } = plain.properties.bots.items.properties.consumers.items;
    const bare = Object.keys(full).filter((key) => properties[key]?.description === undefined);
    assertEquals(bare, []);
  });
});
