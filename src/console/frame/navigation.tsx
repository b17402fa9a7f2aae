/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { Icon, type IconName } from "../components/icon.tsx";
import { Name } from "../components/name.tsx";
import { useLocale } from "../language/locale_context.ts";

/** A page that the navigation leads to. */
interface NavEntry {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  readonly isCurrent: boolean;
  /** `work` comes first; `keep` is what one needs now and then. */
  readonly group: "work" | "keep";
}

/** Who is signed in, as the navigation shows them. */
interface SignedIn {
  readonly name: string;
  readonly role: "viewer" | "manager" | "owner";
}

/** What the navigation shows. */
export interface NavigationProps {
  readonly entries: readonly NavEntry[];
  readonly signedIn: SignedIn;
  readonly isAtAccount: boolean;
}

/** Entries that a phone shows at the bottom; the others stand in the drawer. */
const maxInBar = 4;

/** A sidebar beside wide pages; on a phone it is a drawer, with the first entries in a bar at the bottom. */
export function Navigation({ entries, signedIn, isAtAccount }: NavigationProps): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <nav class="sidebar" id="sidebar" popover="auto" aria-label={t("shell.navigation")}>
        <a class="brand" href="/" translate="no">
          <Brand />
        </a>
        <EntryList entries={entries.filter(({ group }) => group === "work")} />
        <EntryList entries={entries.filter(({ group }) => group === "keep")} />
        <div class="sidebar-foot">
          <p
            class="live-state"
            id="live-state"
            data-live={t("shell.live")}
            data-lost={t("shell.live.lost")}
            hidden
          >
            <span class="live-dot" aria-hidden="true" />
            <span class="live-words" role="status" />
          </p>
          <a class="nav-entry" href="/account" aria-current={isAtAccount ? "page" : undefined}>
            <Icon name="account" />
            <span class="nav-who">
              <Name>{signedIn.name}</Name>
              <span class="hint">{t(`shell.role.${signedIn.role}`)}</span>
            </span>
          </a>
          <form method="post" action="/sign-out">
            <button class="nav-entry" type="submit">
              <Icon name="sign-out" />
              <span>{t("shell.sign-out")}</span>
            </button>
          </form>
        </div>
      </nav>
      <nav class="bottom-bar" aria-label={t("shell.menu")}>
        {entries.slice(0, maxInBar).map((entry) => <Entry {...entry} />)}
        <button class="nav-entry" type="button" popovertarget="sidebar">
          <Icon name="menu" />
          <span>{t("shell.menu")}</span>
        </button>
      </nav>
    </>
  );
}

/** The name of the product with its mark: one line in, several out. */
export function Brand(): JSX.Element {
  return (
    <>
      <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3 12h7M10 12c4 0 3-7 8-7h3M10 12h11M10 12c4 0 3 7 8 7h3" />
      </svg>
      <span>BotMux</span>
    </>
  );
}

function EntryList({ entries }: { readonly entries: readonly NavEntry[] }): JSX.Element | null {
  if (entries.length === 0) return null;
  return (
    <ul class="nav-list">
      {entries.map((entry) => (
        <li>
          <Entry {...entry} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ href, label, icon, isCurrent }: NavEntry): JSX.Element {
  return (
    <a class="nav-entry" href={href} aria-current={isCurrent ? "page" : undefined}>
      <Icon name={icon} />
      <span>{label}</span>
    </a>
  );
}
