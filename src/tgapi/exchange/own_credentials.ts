import { HeaderList } from "../../base/header_list.ts";
import type { HttpResponse } from "../../base/http_message.ts";
import { apiKeyPrefix, deviceCookieNames, sessionCookieNames } from "../../base/own_credentials.ts";
import type { UpstreamRequest, UpstreamSender } from "./upstream_sender.ts";

const cookieNames: ReadonlySet<string> = new Set(
  [sessionCookieNames, deviceCookieNames].flatMap((names) => Object.values(names)),
);
/** A bearer credential that is an API key; a header sent twice arrives as a list. */
const apiKeyPattern = new RegExp(`(?:^|[\\s,])${apiKeyPrefix}`);

/**
 * Sends requests without what opens BotMux itself: browsers send the console's cookie along with every path, and
 * programs may present an API key. Neither is any of upstream's business.
 */
export class WithoutOwnCredentials implements UpstreamSender {
  readonly #sender: UpstreamSender;
  readonly #givenApiKey: string | undefined;

  /** @param givenApiKey the API key of the settings, which may look like anything */
  constructor(sender: UpstreamSender, givenApiKey: string | undefined) {
    this.#sender = sender;
    this.#givenApiKey = givenApiKey;
  }

  send(request: UpstreamRequest): Promise<HttpResponse> {
    const headers = withoutOwnCredentials(request.headers, this.#givenApiKey);
    return this.#sender.send(headers === request.headers ? request : { ...request, headers });
  }
}

/** `headers` without BotMux's own credentials; the very same list when there are none. */
export function withoutOwnCredentials(headers: HeaderList, givenApiKey?: string): HeaderList {
  for (let index = 0; index < headers.length; index++) {
    if (holdsOwn(headers.lowerNameAt(index), headers.valueAt(index), givenApiKey)) {
      return copyWithoutOwn(headers, givenApiKey);
    }
  }
  return headers;
}

function copyWithoutOwn(headers: HeaderList, givenApiKey: string | undefined): HeaderList {
  const kept = new HeaderList();
  for (const [name, value] of headers) {
    if (!holdsOwn(name, value, givenApiKey)) kept.append(name, value);
    else if (name === "cookie") {
      const rest = withoutSession(value);
      if (rest !== "") kept.append(name, rest);
    }
  }
  return kept;
}

function holdsOwn(lowerName: string, value: string, givenApiKey: string | undefined): boolean {
  if (lowerName === "cookie") return value.split(";").some(isSession);
  if (lowerName !== "authorization") return false;
  return apiKeyPattern.test(value) || (givenApiKey !== undefined && value.includes(givenApiKey));
}

/** The other cookies as they came. */
function withoutSession(cookies: string): string {
  return cookies.split(";").filter((cookie) => !isSession(cookie)).join(";").trim();
}

function isSession(cookie: string): boolean {
  return cookieNames.has(cookie.split("=", 1)[0]?.trim() ?? "");
}
