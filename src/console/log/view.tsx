/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { LogLines } from "../../http/api/system_log.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { Card } from "../components/card.tsx";
import { Choice } from "../components/choice.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { FilterField, Filters } from "../components/filters.tsx";
import { Live } from "../components/live.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { SystemTabs } from "../system/tabs.tsx";
import { useLocale } from "../language/locale_context.ts";

type Line = Static<typeof LogLines>["items"][number];

const tones: Readonly<Record<Line["level"], Tone>> = {
  debug: "quiet",
  info: "quiet",
  warn: "warn",
  error: "bad",
};

/** What BotMux said, the newest first, as it says it. */
export function LogView(
  { lines, level, text, href }: {
    readonly lines: readonly Line[];
    readonly level: string;
    readonly text: string;
    /** The page's own address, with its query. */
    readonly href: string;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("log.title")} lead={t("log.lead")} />
      <SystemTabs current="log" hasLog />
      <Filters action="/system/log" isActive={level !== "" || text !== ""}>
        <Choice
          name="level"
          label={t("log.level")}
          value={level}
          options={[
            { value: "", label: t("log.level.info") },
            { value: "warn", label: t("log.level.warn") },
            { value: "error", label: t("log.level.error") },
          ]}
        />
        <FilterField name="text" label={t("log.text")} value={text} type="search" maxlength={200} />
      </Filters>
      <Live id="log" href={href} events={[]} pollSec={3}>
        {lines.length === 0
          ? (
            <EmptyState icon="system" title={t("log.none")}>
              <p>{t("log.none.hint")}</p>
            </EmptyState>
          )
          : <LineList lines={lines} />}
      </Live>
    </>
  );
}

function LineList({ lines }: { readonly lines: readonly Line[] }): JSX.Element {
  const { t } = useLocale();
  return (
    <Card hint={t("log.shown", { count: lines.length })} isFlush>
      <ol class="log-lines" aria-label={t("log.lines")}>
        {lines.map((line) => (
          <li id={`line-${line.number}`} class="log-line">
            <time datetime={line.at ?? ""} translate="no">{toClock(line.at ?? "")}</time>
            <Badge tone={tones[line.level]}>
              {t(`log.as.${line.level === "debug" ? "info" : line.level}`)}
            </Badge>
            <code translate="no" dir="auto">{line.text}</code>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** Day and time in UTC, as the log of the process has it. */
function toClock(at: string): string {
  return at.slice(5, 19).replace("T", " ");
}
