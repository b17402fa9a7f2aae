/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { encodeUtf8 } from "../../base/bytes.ts";
import { Document, type DocumentProps } from "../frame/document.tsx";
import { LocaleContext } from "../language/locale_context.ts";
import { PreferencesForm } from "../frame/preferences_form.tsx";
import type { Shown } from "../page.ts";
import { pageHeaders } from "./page_headers.ts";
import { chooseEncoding, type StaticFiles } from "./static_files.ts";
import { PageRefusalContext } from "../components/form.tsx";
import { VisitorContext } from "../visitor_context.ts";
import type { Visit } from "./visit.ts";

/** Parts of a page beside its content. */
interface RenderOptions {
  readonly visit: Visit;
  readonly request: Request;
  readonly files: StaticFiles;
  readonly navigation: DocumentProps["navigation"];
  readonly toast: string | undefined;
  readonly status: number;
  readonly isFramedByTelegram: boolean;
}

/** Shorter ones gain nothing. */
const minCompressedBytes = 1_024;
const zip = promisify(gzip);

/** A page as an answer; only its content where htmx asks for a part of it. */
export async function renderPage(shown: Shown, options: RenderOptions): Promise<Response> {
  const { visit, request, status, isFramedByTelegram } = options;
  const isPart = request.headers.has("hx-request");
  const html = await toHtml(shown, options, isPart);
  const headers = pageHeaders(isFramedByTelegram);
  headers.set("content-language", visit.locale.language);
  // What is shown instead of an error must not take the place of a part that was well.
  if (isPart && status >= 400) headers.set("hx-reswap", "none");
  for (const [name, value] of visit.answerHeaders) headers.append(name, value);
  const bytes = encodeUtf8(html);
  const accepted = request.headers.get("accept-encoding") ?? "";
  if (
    bytes.length < minCompressedBytes || chooseEncoding(accepted) === "identity" ||
    !/\bgzip\b/i.test(accepted)
  ) {
    return new Response(bytes, { status, headers });
  }
  headers.set("content-encoding", "gzip");
  return new Response(new Uint8Array(await zip(bytes, { level: 5 })), { status, headers });
}

async function toHtml(shown: Shown, options: RenderOptions, isPart: boolean): Promise<string> {
  const { visit, files, navigation, toast } = options;
  const { theme, url } = visit;
  if (isPart) return String(await (<Provided visit={visit}>{shown.content}</Provided>).toString());
  // htmx last: it begins at once, and who listens to what it tells must not miss the first of it.
  const scripts = ["client", ...shown.scripts ?? [], "htmx"] as const;
  const page = (
    <Provided visit={visit}>
      <Document
        title={shown.title}
        theme={theme}
        files={{
          styles: (["styles", ...shown.sheets ?? []] as const).map((name) => files.address(name)),
          scripts: scripts.map((name) => files.address(name)),
          icon: files.address("icon"),
        }}
        navigation={navigation}
        isLive={shown.isLive ?? false}
        toast={toast}
        foot={<PreferencesForm theme={theme} to={url.pathname + url.search} />}
      >
        {shown.content}
      </Document>
    </Provided>
  );
  return `<!doctype html>${await page.toString()}`;
}

/** What all components may ask about the visit. */
function Provided({ visit, children }: PropsWithChildren<{ readonly visit: Visit }>): JSX.Element {
  return (
    <LocaleContext.Provider value={visit.locale}>
      <VisitorContext.Provider value={visit.principal}>
        <PageRefusalContext.Provider value={visit.refusal}>{children}</PageRefusalContext.Provider>
      </VisitorContext.Provider>
    </LocaleContext.Provider>
  );
}
