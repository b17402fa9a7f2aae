import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { telegramPublicKeys } from "../../src/telegram/public_keys.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UsageError } from "../../src/base/errors.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { type Given, load, withFolder } from "./loading.ts";

const secret = "A".repeat(35);
const token = `123456:${secret}`;

describe("loadSettings()", () => {
  test(
    "returns the defaults without any settings",
    withFolder((cwd) => {
      assertEquals(load({}, cwd), {
        listen: { hostname: "127.0.0.1", port: 8080 },
        dataDir: join(cwd, "data"),
        publicUrl: undefined,
        securityContact: undefined,
        upstreamUrl: "https://api.telegram.org",
        upstreamFilesDir: undefined,
        apiKey: undefined,
        secretKeyFile: undefined,
        secretKey: undefined,
        upstreamProxyUrl: undefined,
        noProxy: undefined,
        autoRegister: false,
        retentionMs: 86_400_000,
        maxJournalBytes: 256_000_000,
        archive: true,
        archiveRetentionMs: undefined,
        maxArchiveBytes: undefined,
        routeRetentionMs: 90 * 86_400_000,
        refreshChats: true,
        filesCacheBytes: 512_000_000,
        pushAddresses: "private",
        pushProxyUrl: undefined,
        trustedProxies: [],
        telegramPublicKey: telegramPublicKeys.production,
        llmUrl: undefined,
        llmKey: undefined,
        llmModel: undefined,
        llmTimeoutMs: 10_000,
        llmBudget: 30,
        tlsCertFile: undefined,
        tlsKeyFile: undefined,
        demo: false,
        server: "wire",
        logLevel: "info",
        logFormat: "text",
        configFile: undefined,
        bots: [],
        routes: [],
        warnings: [],
      });
    }),
  );

  test(
    "prefers flags to variables, variables to the file, and the file to defaults",
    withFolder((cwd) => {
      const file = { listen: "1", logLevel: "error", retention: "1h", upstream: "http://file" };
      const env = { BOTMUX_LISTEN: "2", BOTMUX_LOG_LEVEL: "warn", BOTMUX_RETENTION: "" };
      const settings = load({ flags: { listen: "3" }, env, file }, cwd);
      const { listen, logLevel, retentionMs, upstreamUrl, maxJournalBytes } = settings;
      assertEquals(
        [listen.port, logLevel, retentionMs, upstreamUrl, maxJournalBytes],
        [3, "warn", 3_600_000, "http://file", 256_000_000],
      );
    }),
  );

  const accepted: [string, Given, Partial<Settings>][] = [
    ["HOST:PORT", { flags: { listen: "localhost:80" } }, { listen: { hostname: "localhost", port: 80 } }],
    [":PORT as every address", { flags: { listen: ":80" } }, { listen: { hostname: "0.0.0.0", port: 80 } }],
    ["PORT as this machine", { flags: { listen: "0" } }, { listen: { hostname: "127.0.0.1", port: 0 } }],
    ["[IPV6]:PORT", { flags: { listen: "[::1]:8443" } }, { listen: { hostname: "::1", port: 8443 } }],
    ["a self-hosted server, with a path", { flags: { upstream: "http://pi:8081/api/" } }, {
      upstreamUrl: "http://pi:8081/api",
    }],
    ["a public URL with a path", { env: { BOTMUX_PUBLIC_URL: "https://a.example/mux/" } }, {
      publicUrl: "https://a.example/mux",
    }],
    ["a public URL of plain HTTP for a self-hosted server", {
      flags: { "public-url": "http://mux:8080", upstream: "http://pi:8081" },
    }, { publicUrl: "http://mux:8080" }],
    ["a size with a fraction", { env: { BOTMUX_JOURNAL_SIZE: "1.5GB" } }, { maxJournalBytes: 1_500_000_000 }],
    ["a size in binary units", { file: { journalSize: "64MiB" } }, { maxJournalBytes: 67_108_864 }],
    ["a duration in days", { flags: { retention: "7d" } }, { retentionMs: 604_800_000 }],
    ["addresses that may be pushed to", { env: { BOTMUX_PUSH_ADDRESSES: "public" } }, {
      pushAddresses: "public",
    }],
    ["a language model", {
      flags: { "llm-url": "http://localhost:11434/v1/", "llm-model": "llama3.2:3b", "llm-timeout": "20s" },
      env: { BOTMUX_LLM_KEY: "sk-1", BOTMUX_LLM_BUDGET: "5" },
    }, {
      llmUrl: "http://localhost:11434/v1",
      llmModel: "llama3.2:3b",
      llmTimeoutMs: 20_000,
      llmKey: "sk-1",
      llmBudget: 5,
    }],
    ["Telegram's key of its test environment", { env: { BOTMUX_TELEGRAM_KEY: "test" } }, {
      telegramPublicKey: telegramPublicKeys.test,
    }],
    ["another key for Telegram's", { flags: { "telegram-key": "AB".repeat(32) } }, {
      telegramPublicKey: "ab".repeat(32),
    }],
    ["trusted proxies of the environment", { env: { BOTMUX_TRUSTED_PROXY: "127.0.0.1, fd00::/8" } }, {
      trustedProxies: ["127.0.0.1", "fd00::/8"],
    }],
    ["trusted proxies of the file", { file: { trustedProxy: ["127.0.0.1", "::1"] } }, {
      trustedProxies: ["127.0.0.1", "::1"],
    }],
    ["one trusted proxy of the file", { file: { trustedProxy: "10.0.0.0/8" } }, {
      trustedProxies: ["10.0.0.0/8"],
    }],
    ["a number of the file", { file: { llmBudget: 7 } }, { llmBudget: 7 }],
    ["a number of the file that came from the environment", {
      env: { BUDGET: "8" },
      file: { llmBudget: "${BUDGET}" },
    }, { llmBudget: 8 }],
    ["a switch of the environment", { env: { BOTMUX_DEMO: "yes" } }, { demo: true }],
    ["a switch of the file", { file: { autoRegister: true } }, { autoRegister: true }],
    ["a switch that a flag turns off", { flags: { demo: "false" }, env: { BOTMUX_DEMO: "1" } }, {
      demo: false,
    }],
    ["a $schema in the file", { file: { $schema: "./schema.json", demo: true } }, { demo: true }],
    ["a proxy of the system", { env: { https_proxy: "http://p:1", NO_PROXY: "a,b" } }, {
      upstreamProxyUrl: "http://p:1",
      noProxy: "a,b",
    }],
    ["the file's proxy rather than the system's", {
      env: { HTTPS_PROXY: "http://p:1" },
      file: { upstreamProxy: "http://q:2" },
    }, { upstreamProxyUrl: "http://q:2" }],
    ["BotMux's proxy rather than the file's", {
      env: { BOTMUX_UPSTREAM_PROXY: "http://p:1" },
      file: { upstreamProxy: "http://q:2" },
    }, { upstreamProxyUrl: "http://p:1" }],
    ["no proxy of the system for a server of plain HTTP", {
      env: { HTTPS_PROXY: "http://p:1", BOTMUX_UPSTREAM: "http://pi:8081" },
    }, { upstreamProxyUrl: undefined }],
    ["an explicit proxy for a server of plain HTTP", {
      flags: { "upstream-proxy": "http://p:1", upstream: "http://pi:8081" },
    }, { upstreamProxyUrl: "http://p:1" }],
  ];
  for (const [title, given, expected] of accepted) {
    test(
      `takes ${title}`,
      withFolder((cwd) => {
        const settings = load(given, cwd);
        assertEquals({ ...settings, ...expected }, settings);
      }),
    );
  }

  test(
    "paths are relative to the working folder, those of a file to the file's folder",
    withFolder((cwd) => {
      mkdirSync(join(cwd, "etc"));
      writeFileSync(
        join(cwd, "etc", "my.json"),
        JSON.stringify({ data: "here", tlsKey: "key", tlsCert: "/c" }),
      );
      const settings = load({ flags: { "tls-cert": "cert" }, env: { BOTMUX_CONFIG: "etc/my.json" } }, cwd);
      assertEquals(
        [settings.configFile, settings.dataDir, settings.tlsCertFile, settings.tlsKeyFile],
        [join(cwd, "etc/my.json"), join(cwd, "etc/here"), join(cwd, "cert"), join(cwd, "etc/key")],
      );
    }),
  );
});

describe("bots of settings", () => {
  test(
    "inherit common settings unless they override them, and no unset defaults",
    withFolder((cwd) => {
      const [silent] = load({ flags: { bot: token } }, cwd).bots;
      assertEquals(silent, { id: 123456, token, consumers: [] });
      const other = `7:${"B".repeat(35)}`;
      const file = { retention: "2d", bots: [{ token, retention: "1h" }, { token: other }] };
      const given = load({ file, env: { BOTMUX_JOURNAL_SIZE: "5MB" } }, cwd).bots;
      assertEquals(given.map(({ retentionMs, maxJournalBytes }) => [retentionMs, maxJournalBytes]), [
        [3_600_000, 5_000_000],
        [172_800_000, 5_000_000],
      ]);
    }),
  );

  test(
    "the file declares bots with their consumers, with variables substituted",
    withFolder((cwd) => {
      const file = {
        bots: [{
          token: "${SHOP_TOKEN}",
          retention: "48h",
          archive: false,
          refreshChats: false,
          consumers: [
            {
              name: "analytics",
              mode: "poll",
              start: "all",
              sharing: "exclusive",
              maxAgeSec: 600,
              updates: ["message", "Callback_Query"],
              chats: [-100123, "${STAFF_CHAT}"],
              topics: [7],
              users: [42],
            },
            { name: "late", start: "2026-01-31T12:00:00" },
            { name: "from-5", start: 5 },
          ],
        }],
      };
      const { bots } = load({ env: { SHOP_TOKEN: token, STAFF_CHAT: "-5" }, file }, cwd);
      assertEquals(bots, [{
        id: 123456,
        token,
        retentionMs: 172_800_000,
        isArchived: false,
        refreshesChats: false,
        consumers: [
          {
            name: "analytics",
            mode: "poll",
            sharing: "exclusive",
            maxAgeSec: 600,
            start: "all",
            filter: {
              updates: ["message", "callback_query"],
              chats: [-100123, -5],
              topics: [7],
              users: [42],
            },
          },
          { name: "late", start: { timeMs: Date.UTC(2026, 0, 31, 12) }, filter: {} },
          { name: "from-5", start: { position: 5 }, filter: {} },
        ],
      }]);
    }),
  );

  test(
    "$${NAME} is an escaped dollar sign",
    withFolder((cwd) => {
      assertEquals(load({ file: { noProxy: "$${NAME}" } }, cwd).noProxy, "${NAME}");
    }),
  );

  test(
    "flags add to the bots of the file, and replace the variable's",
    withFolder((cwd) => {
      const [second, third] = [`2:${secret}`, `3:${secret}`];
      const env = { BOTMUX_BOTS: ` ${second} , ${third},` };
      const file = { bots: [{ token }] };
      assertEquals(load({ env, file }, cwd).bots.map((bot) => bot.id), [123456, 2, 3]);
      assertEquals(load({ flags: { bot: [token, third] }, env, file }, cwd).bots.map((bot) => bot.id), [
        123456,
        3,
      ]);
    }),
  );
});

const bots = (consumer: unknown) => ({ bots: [{ token, consumers: [{ name: "ok" }, consumer] }] });
const refused: [string, Given, string][] = [
  [
    "a language model without a name",
    { flags: { "llm-url": "http://localhost:11434/v1" } },
    "Cannot use a language model without both --llm-url and --llm-model",
  ],
  [
    "a language model that is nowhere",
    { file: { llmModel: "small" } },
    "Cannot use a language model without both --llm-url and --llm-model",
  ],
  [
    "a budget of nothing",
    { env: { BOTMUX_LLM_BUDGET: "0" } },
    'Cannot use BOTMUX_LLM_BUDGET "0": it must be a whole number from 1 to 10000',
  ],
  [
    "a budget that is no number",
    { file: { llmBudget: "many" } },
    "llmBudget: it must be a whole number from 1 to 10000",
  ],
  [
    "a language model that may take hours",
    { flags: { "llm-timeout": "2h" } },
    'Cannot use --llm-timeout "2h": it must be a duration from 1s to 5m',
  ],
  [
    "a public URL with a query",
    { flags: { "public-url": "https://a.example/?x" } },
    'Cannot use --public-url "https://a.example/?x": it must be a URL such as https://bots.example.org',
  ],
  [
    "a public URL that Telegram would refuse",
    { env: { BOTMUX_PUBLIC_URL: "http://a.example" } },
    "Cannot use the public URL: Telegram delivers to https only. Give an https URL",
  ],
  [
    "a webhook without a public URL",
    { file: { bots: [{ token, ingress: "webhook" }] } },
    "Bot 123456 cannot receive by webhook without a public URL. Set --public-url",
  ],
  [
    "a bot's archive that is neither on nor off",
    { file: { bots: [{ token, archive: "no" }] } },
    "bots[0].archive must be true or false",
  ],
  [
    "an ingress that there is not",
    { file: { bots: [{ token, ingress: "push" }] } },
    "bots[0].ingress must be one of poll, webhook",
  ],
  [
    "a trusted proxy without an address",
    { flags: { "trusted-proxy": ["127.0.0.1", "localhost"] } },
    'Cannot use --trusted-proxy "localhost": it must be an IP address or a block such as 10.0.0.0/8',
  ],
  [
    "a port above 65535",
    { flags: { listen: "localhost:70000" } },
    'Cannot use --listen "localhost:70000": it must be HOST:PORT',
  ],
  [
    "a bare IPv6 address",
    { flags: { listen: "::1:80" } },
    'Cannot use --listen "::1:80": it must be HOST:PORT',
  ],
  ["a listen address without a port", { env: { BOTMUX_LISTEN: "localhost" } }, "Cannot use BOTMUX_LISTEN"],
  [
    "an upstream that is no URL",
    { flags: { upstream: "telegram" } },
    "it must be a URL such as https://api.telegram.org",
  ],
  ["an upstream of another scheme", { flags: { upstream: "ftp://a" } }, "it must be a URL such as"],
  [
    "an unknown log level",
    { flags: { "log-level": "loud" } },
    'Cannot use --log-level "loud": it must be one of debug, info',
  ],
  ["a duration without a unit", { flags: { retention: "24" } }, "it must be a duration from 1s to 365d"],
  ["a duration of nothing", { flags: { retention: "0s" } }, "it must be a duration"],
  ["a size without a unit", { flags: { "journal-size": "500" } }, "it must be a size from 1MB"],
  [
    "a switch that is neither",
    { env: { BOTMUX_DEMO: "maybe" } },
    'Cannot use BOTMUX_DEMO "maybe": it must be true or false',
  ],
  ["a certificate without its key", { flags: { "tls-cert": "a" } }, "both --tls-cert and --tls-key"],
  ["an empty value", { flags: { data: " " } }, "it must be a text that is not empty"],
  ["a file that is not there", { flags: { config: "none.json" } }, "there is no such file. Check --config"],
  ["a file that is a folder", { flags: { config: "." } }, "it is a folder"],
  [
    "a file nested a hundred thousand levels deep",
    { file: `{"bots":${"[".repeat(1e5)}${"]".repeat(1e5)}}` },
    "botmux.json: it is nested more than 64 levels deep",
  ],
  ["a file that is no JSON", { file: '{"listen": }' }, "botmux.json: it is not JSON"],
  ["a file that is a list", { file: "[]" }, "botmux.json: the file must be an object in braces"],
  ["an unknown key", { file: { lisen: "1" } }, "lisen is not a setting. Did you mean listen?"],
  ["a wrong type", { file: { listen: 80 } }, "botmux.json: listen must be a text in quotes"],
  ["a switch in quotes", { file: { demo: "true" } }, "demo must be true or false"],
  ["a bad value in the file", { file: { listen: "nowhere" } }, "botmux.json: listen: it must be HOST:PORT"],
  [
    "a variable that is not set",
    { file: { bots: [{ token: "${NONE}" }] } },
    "bots[0].token needs the environment variable NONE, which is not set",
  ],
  ["a bot without a token", { file: { bots: [{}] } }, "bots[0].token is missing"],
  ["bots that are no list", { file: { bots: {} } }, "bots must be a list"],
  [
    "an unknown key of a bot",
    { file: { bots: [{ token, consumer: [] }] } },
    "bots[0].consumer is not a setting. Did you mean consumers?",
  ],
  [
    "a mode that does not exist",
    { file: bots({ name: "a", mode: "pull" }) },
    "bots[0].consumers[1].mode must be one of poll, push",
  ],
  [
    "a sharing that does not exist",
    { file: bots({ name: "a", sharing: 1 }) },
    "bots[0].consumers[1].sharing must be one of independent, exclusive",
  ],
  ["a consumer without a name", { file: bots({}) }, "bots[0].consumers[1].name is missing"],
  [
    "a bad name of a consumer",
    { file: bots({ name: "A B" }) },
    "bots[0].consumers[1].name must be a text that matches",
  ],
  [
    "a second consumer of a name",
    { file: bots({ name: "ok" }) },
    "bots[0].consumers[1] is the second one called ok",
  ],
  [
    "a bad start",
    { file: bots({ name: "a", start: "soon" }) },
    'bots[0].consumers[1].start must be "now", "all", a time',
  ],
  [
    "a start that is no date",
    { file: bots({ name: "a", start: "2026-13-01" }) },
    "consumers[1].start must be",
  ],
  [
    "a misspelt kind",
    { file: bots({ name: "a", updates: ["message", "mesage"] }) },
    "consumers[1].updates[1] must be a kind of update; message is one",
  ],
  [
    "a chat that is no number",
    { file: bots({ name: "a", chats: ["@group"] }) },
    "consumers[1].chats[0] must be the number of a chat",
  ],
  [
    "a chat that is a fraction",
    { file: bots({ name: "a", chats: [1.5] }) },
    "consumers[1].chats[0] must be a whole number or a text in quotes",
  ],
  [
    "a user below 1",
    { file: bots({ name: "a", users: [0] }) },
    "consumers[1].users[0] must be a whole number above 0",
  ],
  [
    "an empty list",
    { file: bots({ name: "a", topics: [] }) },
    "consumers[1].topics must be a list of 1 to 1000 items",
  ],
  [
    "the same bot twice by flag",
    { flags: { bot: [token, token] } },
    "Cannot use --bot: bot 123456 is given twice. Give it once",
  ],
  [
    "the same bot twice by variable",
    { env: { BOTMUX_BOTS: `${token},${token}` } },
    "Cannot use BOTMUX_BOTS: bot 123456 is given twice",
  ],
  [
    "the same bot twice in the file",
    { file: { bots: [{ token }, { token: `123456:${"B".repeat(35)}` }] } },
    "bots[1] is the same bot as bots[0]. Keep one of them",
  ],
  ["a bot with two tokens", {
    flags: { bot: token },
    file: { bots: [{ token: `123456:${"B".repeat(35)}` }] },
  }, "bot 123456 has another token in the settings file"],
];
describe("loadSettings() refuses", () => {
  for (const [title, given, words] of refused) {
    test(
      `${title} in one sentence`,
      withFolder((cwd) => {
        const error = assertThrows(() => load(given, cwd), UsageError);
        assertStringIncludes(error.message, words);
        assert(!error.message.includes("\n"));
      }),
    );
  }
});

describe("errors of settings never repeat a secret:", () => {
  const shortSecret = "SHORTSECRET";
  const leaks: [string, Given][] = [
    ["a token of a bad shape", { flags: { bot: `123456:${shortSecret}` } }],
    ["a token whose id no number holds", { flags: { bot: `9007199254740994:SHORTSECRET${secret}` } }],
    ["a token of a bad shape in a variable", { env: { BOTMUX_BOTS: `abc:${shortSecret}` } }],
    ["a token of a bad shape in the file", { file: { bots: [{ token: `123456:${shortSecret}` }] } }],
    ["a token in place of a list", { file: { bots: `123456:${shortSecret}` } }],
    ["a token in broken JSON", { file: `{"bots":[{"token":"123456:${shortSecret}"` }],
    ["a token in a wrong place of broken JSON", { file: `{"bots": 123456:${shortSecret}}` }],
    ["an API key that is too short", { env: { BOTMUX_API_KEY: shortSecret } }],
    ["a key of a language model with a space", { env: { BOTMUX_LLM_KEY: `a ${shortSecret}` } }],
    ["a password in the URL of a language model", {
      flags: { "llm-url": `https://user:${shortSecret}@host`, "llm-model": "m" },
    }],
    ["a push proxy's password", { flags: { "push-proxy": `https://user:${shortSecret}@host` } }],
    ["a proxy's password", { flags: { "upstream-proxy": `https://user:${shortSecret}@host` } }],
    ["a value of the environment that came into the file", {
      env: { X: shortSecret },
      file: { listen: "${X}" },
    }],
  ];
  for (const [title, given] of leaks) {
    test(
      title,
      withFolder((cwd) => {
        const error = assertThrows(() => load(given, cwd), UsageError);
        assert(!error.message.includes(shortSecret), error.message);
      }),
    );
  }
});
