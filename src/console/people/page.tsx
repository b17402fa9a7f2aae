/** @jsxImportSource hono/jsx */
import { maxTagsPerBot, maxUsersPerTag } from "../../account/tags.ts";
import { PeopleListView } from "./view.tsx";
import { findArchive, readAt } from "../../http/api/archive_port.ts";
import { createPhotoFinder } from "../bot_frame/bot_photo.ts";
import { knownBots, toChosenBot } from "../chats/chosen_bots.ts";
import { nextHref } from "../links/next_href.ts";
import { peopleTabs } from "../chats/people_tabs.ts";
import type { Page } from "../page.ts";
import type { PagePorts } from "../page_ports.ts";

/** `/people` */
export function peoplePage(ports: PagePorts): Page {
  return {
    path: "/people",
    role: "viewer",
    async show(visit) {
      const { principal, locale: { t }, url } = visit;
      const { searchParams: query } = url;
      const archive = findArchive(ports.archive);
      const { tags, notes } = ports.accounts;
      const bots = knownBots(principal, ports);
      const chosen = query.get("bot") || bots[0]?.value;
      const botId = chosen === undefined ? 0 : toChosenBot(chosen, principal, ports);
      const name = (query.get("name") ?? "").slice(0, 256);
      const known = await tags.list(botId, 0, maxTagsPerBot);
      const tag = known.find(({ id }) => String(id) === query.get("tag"));
      const cursor = query.get("cursor") ?? undefined;
      const among = tag === undefined
        ? undefined
        : (await tags.users(botId, tag.id, 0, maxUsersPerTag)).map(({ userId }) => userId);
      const page = await readAt(cursor, () => archive.users({ botId, name, among, cursor }));
      const photoOf = createPhotoFinder(ports, principal);
      const ids = page.items.map(({ userId }) => userId);
      const [tagsOf, notesOf] = await Promise.all([tags.ofUsers(botId, ids), notes.count(botId, ids)]);
      return {
        title: t("people.title"),
        content: (
          <PeopleListView
            people={page.items.map((user) => ({
              href: `/people/${botId}/${user.userId}`,
              id: user.userId,
              name: user.name || String(user.userId),
              username: user.username,
              photo: photoOf(user.userId),
              lastAtMs: user.lastAtMs,
              tags: tagsOf.get(user.userId) ?? [],
              notes: notesOf.get(user.userId) ?? 0,
            }))}
            bots={bots}
            tags={known.map(({ id, name }) => ({ value: String(id), label: name, isName: true }))}
            wanted={{ bot: String(botId), name, tag: tag === undefined ? "" : String(tag.id) }}
            isFiltered={name !== "" || tag !== undefined}
            next={nextHref(url, page.next)}
            tabs={peopleTabs(visit)}
          />
        ),
      };
    },
  };
}
