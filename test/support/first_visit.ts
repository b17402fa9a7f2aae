/** What a browser that has nothing of BotMux yet transfers. */
export interface FirstVisit {
  /** Of all bodies, as they are sent. */
  readonly bytes: number;
  readonly answers: number;
}

/** Opens the page to sign in, signs in, and looks at the overview, each with every file it asks for. */
export async function measureFirstVisit(
  url: string,
  answer: (request: Request) => Promise<Response>,
  owner: { readonly name: string; readonly password: string },
): Promise<FirstVisit> {
  const sizes = new Map<string, number>();
  let cookie = "";
  const get = async (path: string) => {
    if (sizes.has(path)) return;
    const headers = { accept: "text/html", "accept-encoding": "gzip, br", cookie };
    const response = await answer(new Request(url + path, { headers }));
    const body = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    sizes.set(path, body.length);
    if (path.startsWith("/assets/")) return;
    const html = await readText(body, response.headers.get("content-encoding"));
    for (const [, file] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) await get(file!);
  };
  await get("/sign-in");
  const signedIn = await answer(
    new Request(`${url}/sign-in`, {
      method: "POST",
      body: new URLSearchParams({ ...owner, to: "/" }),
      headers: { "sec-fetch-site": "same-origin" },
    }),
  );
  cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  await get("/");
  return { bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0), answers: sizes.size };
}

async function readText(bytes: Uint8Array<ArrayBuffer>, encoding: string | null): Promise<string> {
  if (encoding === null) return new TextDecoder().decode(bytes);
  if (encoding !== "gzip") throw new TypeError(`Cannot read ${encoding}`);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).text();
}
