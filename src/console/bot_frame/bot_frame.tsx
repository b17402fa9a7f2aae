/** @jsxImportSource hono/jsx */
import type { PropsWithChildren } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Avatar } from "../components/avatar.tsx";
import { type Health, HealthBadge, HealthReasons } from "../components/health_badge.tsx";
import { Live } from "../components/live.tsx";
import { Name } from "../components/name.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { type Tab, Tabs } from "../components/tabs.tsx";
import { useLocale } from "../language/locale_context.ts";

/** What stands above every page of one bot. */
export interface BotFrameProps {
  readonly id: number;
  readonly name: string;
  /** Without @; may be empty. */
  readonly username: string;
  /** Address of its photo. */
  readonly photo: string | undefined;
  readonly health: Health;
  readonly tabs: readonly Tab[];
}

const maxReasons = 3;

/** A page of one bot: its name and health, the tabs, and what the tab shows. */
export function BotFrame(
  { id, name, username, photo, health, tabs, children }: PropsWithChildren<BotFrameProps>,
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <Live id="bot-head" href={`/bots/${id}`} events={["health", "reset"]}>
        <PageHeader
          title={<Name>{name}</Name>}
          lead={username === "" ? undefined : <span translate="no">@{username}</span>}
          picture={<Avatar name={name} id={id} photo={photo} />}
        >
          <HealthBadge {...health} />
        </PageHeader>
        {health.reasons.length === 0
          ? null
          : (
            <div class={`notice notice-${health.level === "down" ? "bad" : "warn"}`}>
              <HealthReasons reasons={health.reasons} max={maxReasons} />
            </div>
          )}
      </Live>
      <Tabs label={t("bot.tabs")} tabs={tabs} />
      {children}
    </>
  );
}
