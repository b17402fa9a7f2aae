import { ofRuntime as platform } from "../../bench/support/this_platform.ts";
import { describeServer } from "./server_contract.ts";

/** How the servers of the runtimes differ from the wire (Bun 1.4, Deno 2.9). */
const deviations: Readonly<Record<"bun" | "deno", Readonly<Record<string, string>>>> = {
  bun: {
    "takes the authority of an absolute target over Host": "takes Host",
    "keeps an HTTP/1.0 connection that asks for it": "keeps it without saying so",
    "closes when the request says Connection: close": "closes without saying so",
    "answers pipelined requests in order":
      "closes when a request comes before the response to the one before",
    "answers pipelined requests with bodies in order": "refuses trailers",
    "reads a request that is split at any byte": "refuses trailers",
    "sends 100 Continue for Expect: 100-Continue when the body is asked for": "knows lower case only",
    "sends 100 Continue for Expect: 100-CONTINUE when the body is asked for": "knows lower case only",
    "sends no 100 Continue when the body is not asked for": "sends it before the handler is asked",
    "answers a client that has closed its side": "closes",
    "keeps the Content-Length of a stream": "sends chunks",
    "sends head and events of a stream as they come": "sends the head with the first event",
    "refuses two Hosts and closes": "takes one of them",
    "close() ends idle connections at once": "leaves those that were never used",
  },
  deno: {
    "closes when the response says Connection: close": "stays open",
    "sends no 100 Continue when the body is not asked for": "stays open, and cannot tell what comes next",
    "keeps the connection when a short body was not read": "closes without a word",
    "answers a client that has closed its side": "closes",
    "bears RST at every byte of a request": "takes the client's fault for the handler's",
    "refuses no Host and closes": "takes its own address",
    "close() takes no more connections while requests are under way": "answers 503",
  },
};

describeServer(`${platform.name}'s own server`, platform.serve, deviations[platform.name]);
