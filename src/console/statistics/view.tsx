/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Card } from "../components/card.tsx";
import { Choice } from "../components/choice.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { Figures } from "../components/figure.tsx";
import { Filters } from "../components/filters.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Table } from "../components/table.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ContentLabel } from "../chat/bubble.ts";
import type { NamedChoice } from "../chats/view.tsx";
import { CountBars, type CountedBar } from "./count_bars.tsx";
import { HeatMap } from "./heat_map.tsx";

/** One day. */
export interface DayFigures {
  /** As `2027-01-31`. */
  readonly date: string;
  readonly incoming: number;
  readonly outgoing: number;
  readonly people: number;
}

interface StatisticsViewProps {
  readonly bots: readonly NamedChoice[];
  readonly wanted: { readonly bot: string; readonly days: number };
  /** The one chat it is about; absent for all of the bot. */
  readonly chat: { readonly id: number; readonly name: string; readonly href: string } | undefined;
  /** `undefined` when there is no bot to choose. */
  readonly figures: StatisticsFigures | undefined;
}

/** The figures of a span of days. */
export interface StatisticsFigures {
  /** Every day of the span, the oldest first. */
  readonly days: readonly DayFigures[];
  /** Messages by weekday (Monday first) and hour. */
  readonly week: readonly (readonly number[])[];
  readonly people: readonly (CountedBar & { readonly name: string; readonly href: string | undefined })[];
  readonly commands: readonly CountedBar[];
  readonly contents: readonly { readonly label: ContentLabel; readonly count: number }[];
  /** How many waited up to so many seconds; `undefined` for longer than all others. */
  readonly answers: readonly { readonly upToSec: number | undefined; readonly count: number }[];
}

/** Spans of days to choose from. */
export const spans = [7, 30, 90, 365] as const;

/** What went on in the chats of a bot: pictures, and the same figures as tables. */
export function StatisticsView(props: StatisticsViewProps): JSX.Element {
  const { bots, wanted, chat, figures } = props;
  const { t } = useLocale();
  return (
    <>
      <PageHeader
        title={t("statistics.title")}
        lead={chat === undefined ? t("statistics.lead") : (
          <>
            {t("statistics.of-chat")}{" "}
            <a href={chat.href}>
              <Name>{chat.name}</Name>
            </a>
          </>
        )}
      />
      {bots.length === 0 ? null : (
        <Filters action="/statistics" isActive={chat !== undefined}>
          <Choice name="bot" label={t("chats.bot")} value={wanted.bot} options={bots} />
          <Choice
            name="days"
            label={t("statistics.span")}
            value={String(wanted.days)}
            options={spans.map((days) => ({
              value: String(days),
              label: t("statistics.days", { count: days }),
            }))}
          />
          {chat === undefined ? null : <input type="hidden" name="chat" value={chat.id} />}
        </Filters>
      )}
      {figures === undefined || figures.days.every(({ incoming, outgoing }) => incoming + outgoing === 0)
        ? (
          <EmptyState icon="statistics" title={t("statistics.none")}>
            <p>{t("statistics.none.hint")}</p>
          </EmptyState>
        )
        : <Figured {...figures} />}
    </>
  );
}

function Figured(figures: StatisticsFigures): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <Sums {...figures} />
      <Card title={t("statistics.activity")} hint={t("statistics.activity.hint")}>
        <Activity days={figures.days} />
      </Card>
      <Card title={t("statistics.week")} hint={<Zone />}>
        <HeatMap week={figures.week} />
      </Card>
      <div class="columns">
        <People people={figures.people} />
        <Contents contents={figures.contents} />
        <Commands commands={figures.commands} />
        <Answers answers={figures.answers} />
      </div>
    </>
  );
}

function Zone(): JSX.Element {
  const { t, zone } = useLocale();
  return (
    <>
      {t("statistics.week.hint")} <span translate="no">{zone}</span>
    </>
  );
}

function Sums({ days, people }: StatisticsFigures): JSX.Element {
  const { t, number, decimal } = useLocale();
  const sum = (of: (day: DayFigures) => number) => days.reduce((total, day) => total + of(day), 0);
  // Days before anybody wrote at all say nothing of a day.
  const begun = days.slice(Math.max(days.findIndex(({ incoming, outgoing }) => incoming + outgoing > 0), 0));
  const busiest = days.reduce((best, day) =>
    day.incoming + day.outgoing > best.incoming + best.outgoing ? day : best
  );
  return (
    <Figures
      items={[
        { label: t("statistics.incoming"), value: number(sum(({ incoming }) => incoming)) },
        { label: t("statistics.outgoing"), value: number(sum(({ outgoing }) => outgoing)) },
        {
          label: t("statistics.people-a-day"),
          value: decimal(sum((day) => day.people) / begun.length),
          hint: people.length >= 20 ? undefined : t("statistics.people-all", { count: people.length }),
        },
        {
          label: t("statistics.busiest"),
          value: number(busiest.incoming + busiest.outgoing),
          hint: <span translate="no">{busiest.date}</span>,
        },
      ]}
    />
  );
}

function Activity({ days }: { readonly days: readonly DayFigures[] }): JSX.Element {
  const { t, number } = useLocale();
  return (
    <>
      <div class="chart needs-script" id="activity-chart" data-chart="activity" aria-hidden="true"></div>
      <details class="chart-table">
        <summary>{t("statistics.as-table")}</summary>
        <div
          class="chart-rows"
          tabindex={0}
          role="region"
          aria-label={t("statistics.activity")}
          id="activity"
        >
          <Table<DayFigures>
            caption={t("statistics.activity")}
            rows={days}
            columns={[
              {
                title: t("statistics.day"),
                isName: true,
                cell: ({ date }) => <span translate="no">{date}</span>,
              },
              { title: t("statistics.incoming"), isNumeric: true, cell: ({ incoming }) => number(incoming) },
              { title: t("statistics.outgoing"), isNumeric: true, cell: ({ outgoing }) => number(outgoing) },
              { title: t("statistics.people"), isNumeric: true, cell: ({ people }) => number(people) },
            ]}
          />
        </div>
      </details>
    </>
  );
}

function People({ people }: Pick<StatisticsFigures, "people">): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("statistics.contributors")} hint={t("statistics.contributors.hint")}>
      <CountBars
        caption={t("statistics.contributors")}
        rows={people}
        none={t("statistics.contributors.none")}
        cell={({ name, href }) =>
          href === undefined ? <Name>{name}</Name> : (
            <a href={href}>
              <Name>{name}</Name>
            </a>
          )}
        of={t("statistics.person")}
      />
    </Card>
  );
}

function Contents({ contents }: Pick<StatisticsFigures, "contents">): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("statistics.contents")} hint={t("statistics.contents.hint")}>
      <CountBars
        caption={t("statistics.contents")}
        rows={contents}
        none={t("statistics.contents.none")}
        cell={({ label }) => t(label)}
        of={t("statistics.content")}
      />
    </Card>
  );
}

function Commands({ commands }: Pick<StatisticsFigures, "commands">): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("statistics.commands")} hint={t("statistics.commands.hint")}>
      <CountBars
        caption={t("statistics.commands")}
        rows={commands}
        none={t("statistics.commands.none")}
        cell={({ name }) => <code translate="no">{name}</code>}
        of={t("statistics.command")}
      />
    </Card>
  );
}

function Answers({ answers }: Pick<StatisticsFigures, "answers">): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("statistics.answers")} hint={t("statistics.answers.hint")}>
      <CountBars
        caption={t("statistics.answers")}
        rows={answers}
        none={t("statistics.answers.none")}
        cell={({ upToSec }) =>
          upToSec === undefined
            ? t("statistics.answers.longer")
            : t("statistics.answers.up-to", { time: toTime(upToSec) })}
        of={t("statistics.answers.time")}
      />
    </Card>
  );

  function toTime(sec: number): string {
    if (sec < 60) return t("statistics.seconds", { count: sec });
    if (sec < 3_600) return t("statistics.minutes", { count: Math.round(sec / 60) });
    return t("statistics.hours", { count: Math.round(sec / 3_600) });
  }
}
