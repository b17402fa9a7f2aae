/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { Card } from "../components/card.tsx";
import { Choice } from "../components/choice.tsx";
import { EmptyState } from "../components/empty_state.tsx";
import { FilterField, Filters } from "../components/filters.tsx";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { Pager } from "../components/pager.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { ContentLabel, ShownSender } from "../chat/bubble.ts";
import type { NamedChoice } from "../chats/view.tsx";
import { FormattedText } from "../chat/formatted_text.tsx";
import type { TextNode } from "../chat/text_node.ts";

/** A message that was found. */
export interface FoundItem {
  /** Where it is in its chat. */
  readonly href: string;
  readonly chatName: string;
  readonly botName: string;
  readonly sender: ShownSender;
  readonly isOut: boolean;
  readonly atMs: number;
  /** What it holds beside text. */
  readonly content: ContentLabel | undefined;
  /** The piece of its text with what was looked for. */
  readonly snippet: readonly TextNode[];
}

/** What is looked for, as it is in the query. */
export interface SearchWanted {
  readonly text: string;
  readonly bot: string;
  readonly chat: string;
  readonly user: string;
  readonly content: string;
  readonly direction: string;
  readonly from: string;
  readonly until: string;
  readonly order: string;
}

interface SearchViewProps {
  readonly wanted: SearchWanted;
  readonly bots: readonly NamedChoice[];
  readonly contents: readonly { readonly value: string; readonly label: ContentLabel }[];
  /** `undefined` while nothing is looked for. */
  readonly found: readonly FoundItem[] | undefined;
  readonly next: string | undefined;
}

/** Looks for messages of all bots. */
export function SearchView(props: SearchViewProps): JSX.Element {
  const { wanted, bots, contents, found, next } = props;
  const { t } = useLocale();
  const isNarrowed = [wanted.chat, wanted.user, wanted.from, wanted.until, wanted.direction].some(Boolean);
  return (
    <>
      <PageHeader title={t("search.title")} lead={t("search.lead")} />
      <Filters action="/search" isActive={found !== undefined} submit={t("search.submit")}>
        <FilterField
          name="text"
          label={t("search.text")}
          value={wanted.text}
          type="search"
          maxlength={1_000}
        />
        <Choice
          name="bot"
          label={t("chats.bot")}
          value={wanted.bot}
          options={[{ value: "", label: t("chats.bot.all") }, ...bots]}
        />
        <Choice
          name="content"
          label={t("search.content")}
          value={wanted.content}
          options={[
            { value: "", label: t("search.content.all") },
            ...contents.map(({ value, label }) => ({ value, label: t(label) })),
          ]}
        />
        <Choice
          name="order"
          label={t("search.order")}
          value={wanted.order}
          options={[
            { value: "newest", label: t("search.order.newest") },
            { value: "best", label: t("search.order.best") },
          ]}
        />
        <details class="filters-more" open={isNarrowed}>
          <summary>{t("search.more")}</summary>
          <div class="filters">
            <Choice
              name="direction"
              label={t("search.direction")}
              value={wanted.direction}
              options={[
                { value: "", label: t("search.direction.both") },
                { value: "in", label: t("search.direction.in") },
                { value: "out", label: t("search.direction.out") },
              ]}
            />
            <FilterField name="chat" label={t("search.chat")} value={wanted.chat} type="number" />
            <FilterField name="user" label={t("search.user")} value={wanted.user} type="number" />
            <FilterField name="from" label={t("search.from")} value={wanted.from} type="date" />
            <FilterField name="until" label={t("search.until")} value={wanted.until} type="date" />
          </div>
        </details>
      </Filters>
      <Results found={found} />
      <Pager next={next} />
    </>
  );
}

function Results({ found }: Pick<SearchViewProps, "found">): JSX.Element {
  const { t } = useLocale();
  if (found === undefined) {
    return (
      <EmptyState icon="search" title={t("search.begin")}>
        <p>{t("search.begin.hint")}</p>
        <p>
          {t("search.begin.joined")} <code translate="no">ann@mail.example</code>
        </p>
      </EmptyState>
    );
  }
  if (found.length === 0) {
    return (
      <EmptyState icon="search" title={t("search.none")}>
        <p>{t("search.none.hint")}</p>
      </EmptyState>
    );
  }
  return (
    <Card isFlush>
      <ol class="chat-list found">{found.map((item) => <Found item={item} />)}</ol>
    </Card>
  );
}

function Found({ item }: { readonly item: FoundItem }): JSX.Element {
  const { t } = useLocale();
  const { href, chatName, botName, sender, isOut, atMs, content, snippet } = item;
  return (
    <li>
      <a href={href}>
        <Avatar name={sender.name} id={sender.id} photo={sender.photo} />
        <span class="chat-list-words">
          <span class="chat-list-line">
            <span class="chat-list-name">
              <Name>{isOut ? botName : sender.name}</Name>
            </span>
            <span class="hint chat-list-when">
              <Moment at={atMs} />
            </span>
          </span>
          <span class="found-text" dir="auto" translate="no">
            {content === undefined ? null : <span class="hint" translate="yes">{t(content)}</span>}
            <FormattedText nodes={snippet} />
          </span>
          <span class="hint chat-list-bot">
            {t("search.in")} <Name>{chatName}</Name> · <Name>{botName}</Name>
          </span>
        </span>
      </a>
    </li>
  );
}
