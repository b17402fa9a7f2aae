/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Static } from "typebox";
import type { DeviceList } from "../../http/api/devices.ts";
import { useLocale } from "../language/locale_context.ts";
import { BrowserName } from "./browser_name.tsx";
import { Moment } from "../components/moment.tsx";
import { Table } from "../components/table.tsx";

/** A browser from which an operator signed in before. */
export type ListedDevice = Static<typeof DeviceList>["items"][number];

/** Browsers from which somebody signed in before. */
export function DeviceTable(
  { devices, caption, action }: {
    readonly devices: readonly ListedDevice[];
    readonly caption: string;
    /** What can be done with each. */
    readonly action: (device: ListedDevice) => Child;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<ListedDevice>
      caption={caption}
      rows={devices}
      rowId={({ id }) => `device-${id}`}
      columns={[
        {
          title: t("account.sessions.browser"),
          isName: true,
          cell: ({ user_agent }) => <BrowserName userAgent={user_agent} />,
        },
        {
          title: t("account.sessions.address"),
          cell: ({ address }) => <code translate="no">{address}</code>,
        },
        { title: t("account.devices.last"), cell: ({ last_sign_in_at }) => <Moment at={last_sign_in_at} /> },
        { title: t("shell.actions"), cell: action },
      ]}
    />
  );
}
