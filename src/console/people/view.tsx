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
import { type Tab, Tabs } from "../components/tabs.tsx";
import { useLocale } from "../language/locale_context.ts";
import type { NamedChoice } from "../chats/view.tsx";
import { type ShownTag, TagChip } from "./tag_chip.tsx";

/** A person a bot has seen. */
interface ListedPerson {
  readonly href: string;
  readonly id: number;
  readonly name: string;
  /** Without @; may be empty. */
  readonly username: string;
  readonly photo: string | undefined;
  readonly lastAtMs: number;
  readonly tags: readonly ShownTag[];
  readonly notes: number;
}

interface PeopleListViewProps {
  readonly people: readonly ListedPerson[];
  readonly bots: readonly NamedChoice[];
  readonly tags: readonly NamedChoice[];
  readonly wanted: { readonly bot: string; readonly name: string; readonly tag: string };
  readonly isFiltered: boolean;
  readonly next: string | undefined;
  readonly tabs: readonly Tab[];
}

/** People, the last active first, with what operators noted. */
export function PeopleListView(props: PeopleListViewProps): JSX.Element {
  const { people, bots, tags, wanted, isFiltered, next, tabs } = props;
  const { t } = useLocale();
  return (
    <>
      <PageHeader title={t("people.title")} lead={t("people.lead")} />
      <Tabs label={t("chats.tabs")} tabs={tabs} />
      {bots.length === 0 ? null : (
        <Filters action="/people" isActive={isFiltered}>
          <FilterField
            name="name"
            label={t("chats.name")}
            value={wanted.name}
            type="search"
            maxlength={256}
          />
          <Choice name="bot" label={t("chats.bot")} value={wanted.bot} options={bots} />
          {tags.length === 0 ? null : (
            <Choice
              name="tag"
              label={t("people.tag")}
              value={wanted.tag}
              options={[{ value: "", label: t("people.tag.any") }, ...tags]}
            />
          )}
        </Filters>
      )}
      {people.length === 0
        ? (
          <EmptyState icon="people" title={t(isFiltered ? "people.none.found" : "people.none")}>
            <p>{t(isFiltered ? "chats.none.found.hint" : "people.none.hint")}</p>
          </EmptyState>
        )
        : (
          <Card isFlush>
            <ul class="chat-list">{people.map((person) => <Person person={person} />)}</ul>
          </Card>
        )}
      <Pager next={next} />
    </>
  );
}

function Person({ person }: { readonly person: ListedPerson }): JSX.Element {
  const { t } = useLocale();
  const { href, id, name, username, photo, lastAtMs, tags, notes } = person;
  return (
    <li>
      <a href={href}>
        <Avatar name={name} id={id} photo={photo} />
        <span class="chat-list-words">
          <span class="chat-list-line">
            <span class="chat-list-name">
              <Name>{name}</Name>
            </span>
            <span class="hint chat-list-when">
              <Moment at={lastAtMs} />
            </span>
          </span>
          <span class="row">
            {username === "" ? null : <span class="hint" translate="no">@{username}</span>}
            {tags.map((tag) => <TagChip {...tag} />)}
            {notes === 0 ? null : <span class="hint">{t("people.notes", { count: notes })}</span>}
          </span>
        </span>
      </a>
    </li>
  );
}
