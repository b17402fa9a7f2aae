/** @jsxImportSource hono/jsx */
import type { Child, PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Toasts } from "../components/toast.tsx";
import { useLocale } from "../language/locale_context.ts";
import { Brand, Navigation, type NavigationProps } from "./navigation.tsx";

/** How the console looks: like the system, or as chosen. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Addresses of the files that every page needs. */
interface PageFiles {
  readonly styles: readonly string[];
  /** In the order they are run in. */
  readonly scripts: readonly string[];
  readonly icon: string;
}

/** What surrounds the content of a page. */
export interface DocumentProps {
  readonly title: string;
  readonly theme: Theme;
  readonly files: PageFiles;
  /** Absent where nobody is signed in: the page stands alone then. */
  readonly navigation: NavigationProps | undefined;
  /** Whether parts of the page follow what happens. */
  readonly isLive: boolean;
  /** A short message about what was done just before. */
  readonly toast: string | undefined;
  /** Below the content of a page that stands alone. */
  readonly foot?: Child;
}

/** No history of its own, no evaluated text, no style of its own; only the extension that ships with it. */
const htmxConfig = JSON.stringify({ history: false, includeIndicatorCSS: false, extensions: "sse" });

/** A whole page. */
export function Document(props: PropsWithChildren<DocumentProps>): JSX.Element {
  const { title, theme, files, navigation, isLive, toast, children } = props;
  const { language, t } = useLocale();
  return (
    <html lang={language} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content={theme === "system" ? "light dark" : theme} />
        <meta name="htmx-config" content={htmxConfig} />
        <title>{title === "BotMux" ? title : `${title} · BotMux`}</title>
        <link rel="icon" type="image/svg+xml" href={files.icon} />
        {files.styles.map((sheet) => <link rel="stylesheet" href={sheet} />)}
        {files.scripts.map((source) => <script src={source} defer></script>)}
      </head>
      <body>
        <a class="skip" href="#content">{t("shell.skip")}</a>
        {navigation === undefined ? <Alone foot={props.foot}>{children}</Alone> : (
          <div class="frame">
            <Navigation {...navigation} />
            <main class="content" id="content" tabindex={-1}>{children}</main>
          </div>
        )}
        <Toasts text={toast} />
        {isLive ? <div id="events" hx-sse:connect="/api/v1/events" hx-swap="none" hidden></div> : null}
      </body>
    </html>
  );
}

function Alone({ foot, children }: PropsWithChildren<{ readonly foot: Child }>): JSX.Element {
  return (
    <div class="alone">
      <header class="alone-head">
        <a class="brand" href="/" translate="no">
          <Brand />
        </a>
      </header>
      <main class="alone-content" id="content" tabindex={-1}>{children}</main>
      <footer class="alone-foot">{foot}</footer>
    </div>
  );
}
