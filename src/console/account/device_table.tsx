/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { useLocale } from "../language/locale_context.ts";
import { BrowserName } from "./browser_name.tsx";
import { Moment } from "../components/moment.tsx";
import { Table } from "../components/table.tsx";

/** A browser from which an operator signed in before. */
export interface ShownDevice {
  readonly id: number;
  readonly address: string;
  readonly userAgent: string;
  readonly lastSignInMs: number;
}

/** Known devices. */
export interface DeviceTableProps {
  readonly devices: readonly ShownDevice[];
  readonly caption: string;
  /** What can be done with each. */
  readonly action: (device: ShownDevice) => Child;
}

/** Browsers from which somebody signed in before. */
export function DeviceTable({ devices, caption, action }: DeviceTableProps): JSX.Element {
  const { t } = useLocale();
  return (
    <Table<ShownDevice>
      caption={caption}
      rows={devices}
      rowId={({ id }) => `device-${id}`}
      columns={[
        {
          title: t("account.sessions.browser"),
          isName: true,
          cell: ({ userAgent }) => <BrowserName userAgent={userAgent} />,
        },
        {
          title: t("account.sessions.address"),
          cell: ({ address }) => <code translate="no">{address}</code>,
        },
        { title: t("account.devices.last"), cell: ({ lastSignInMs }) => <Moment ms={lastSignInMs} /> },
        { title: t("shell.actions"), cell: action },
      ]}
    />
  );
}
