/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import type { TextNode, TextSpan } from "./text_node.ts";

/** A text that somebody wrote, with its formatting. Nothing in it is markup. */
export function FormattedText({ nodes }: { readonly nodes: readonly TextNode[] }): JSX.Element {
  return <>{nodes.map((node) => typeof node === "string" ? node : <Span {...node} />)}</>;
}

function Span({ kind, href, language, parts }: TextSpan): JSX.Element {
  const { t } = useLocale();
  const inner = <FormattedText nodes={parts} />;
  switch (kind) {
    case "bold":
      return <strong>{inner}</strong>;
    case "italic":
      return <em>{inner}</em>;
    case "underline":
      return <u>{inner}</u>;
    case "strikethrough":
      return <s>{inner}</s>;
    case "code":
      return <code>{inner}</code>;
    case "pre":
      return <pre class="text-pre" data-language={language} tabindex={0}><code>{inner}</code></pre>;
    case "quote":
      return <span class="text-quote">{inner}</span>;
    case "long-quote":
      return (
        <details class="text-quote">
          <summary translate="yes">{t("chat.quote")}</summary>
          {inner}
        </details>
      );
    case "spoiler":
      return <span class="text-spoiler" tabindex={0} title={t("chat.spoiler")}>{inner}</span>;
    case "link":
      return <a href={href} rel="noopener noreferrer nofollow" target="_blank">{inner}</a>;
    case "mark":
      return <span class="text-mark">{inner}</span>;
    case "found":
      return <mark>{inner}</mark>;
  }
}
