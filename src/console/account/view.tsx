/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { minPasswordLength } from "../../account/password_hash.ts";
import { useVisitor } from "../visitor_context.ts";
import { Button } from "../components/button.tsx";
import { Card } from "../components/card.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { DeviceTable, type ListedDevice } from "./device_table.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Form } from "../components/form.tsx";
import { PageHeader } from "../components/page_header.tsx";
import { QrCode } from "./qr_code.tsx";
import { type ListedSession, SessionTable } from "./session_table.tsx";
import type { Theme } from "../frame/document.tsx";
import { useLocale } from "../language/locale_context.ts";
import { PreferencesForm } from "../frame/preferences_form.tsx";

/** One-time codes of the account. */
interface Totp {
  readonly isUsed: boolean;
  /** A new secret that is not used yet, with the address for apps. */
  readonly made: { readonly secret: string; readonly uri: string } | undefined;
}

/** Password, one-time codes, sessions, known devices, language and appearance. */
export function AccountView(
  { theme, totp, sessions, devices }: {
    readonly theme: Theme;
    readonly totp: Totp;
    readonly sessions: readonly ListedSession[];
    readonly devices: readonly ListedDevice[];
  },
): JSX.Element {
  const { t } = useLocale();
  const { name, role } = useVisitor();
  return (
    <>
      <PageHeader
        title={t("account.title")}
        lead={
          <span translate="no">{t("account.signed-in-as", { name, role: t(`shell.role.${role}`) })}</span>
        }
      />
      <div class="columns">
        <Card title={t("account.preferences")} hint={t("account.preferences.hint")}>
          <PreferencesForm theme={theme} to="/account" />
        </Card>
        <PasswordCard />
        <TotpCard {...totp} />
      </div>
      <Card title={t("account.sessions")} hint={t("account.sessions.hint")} id="sessions" isFlush>
        <SessionTable
          caption={t("account.sessions.hint")}
          sessions={sessions}
          action={({ id, is_this }) =>
            is_this ? null : (
              <form method="post" action={`/account/sessions/${id}/end`}>
                <Button look="quiet">{t("account.sessions.end")}</Button>
              </form>
            )}
        />
      </Card>
      {devices.length === 0
        ? null
        : (
          <Card title={t("account.devices")} hint={t("account.devices.hint")} id="devices" isFlush>
            <DeviceTable
              caption={t("account.devices")}
              devices={devices}
              action={({ id }) => (
                <form method="post" action={`/account/devices/${id}/removal`}>
                  <Button look="quiet">{t("account.devices.forget")}</Button>
                </form>
              )}
            />
          </Card>
        )}
    </>
  );
}

function PasswordCard(): JSX.Element {
  const { t } = useLocale();
  return (
    <Card title={t("account.password")} hint={t("account.password.hint")}>
      <Form action="/account/password" fields={["current", "new"]}>
        <Field
          name="current"
          label={t("account.password.current")}
          type="password"
          autocomplete="current-password"
        />
        <Field
          name="new"
          label={t("account.password.new")}
          hint={t("setup.password.hint", { count: minPasswordLength })}
          type="password"
          autocomplete="new-password"
          minlength={minPasswordLength}
        />
        <Button>{t("account.password.change")}</Button>
      </Form>
    </Card>
  );
}

function TotpCard({ isUsed, made }: Totp): JSX.Element {
  const { t } = useLocale();
  const lead = t(isUsed ? "account.totp.on" : "account.totp.off");
  return (
    <Card title={t("account.totp")} hint={lead} id="totp">
      {isUsed ? <TotpRemoval /> : made === undefined
        ? (
          <Form action="/account/totp/secret" fields={[]}>
            <Button>{t("account.totp.begin")}</Button>
          </Form>
        )
        : <TotpConfirmation {...made} />}
    </Card>
  );
}

function TotpConfirmation(
  { secret, uri }: {
    readonly secret: string;
    readonly uri: string;
  },
): JSX.Element {
  const { t } = useLocale();
  return (
    <>
      <p>{t("account.totp.scan")}</p>
      <QrCode text={uri} label={t("account.totp.qr")} />
      <CodeLine text={secret} />
      <Form action="/account/totp" fields={["code", "password"]}>
        <input type="hidden" name="secret" value={secret} />
        <Field
          name="code"
          label={t("account.totp.code")}
          autocomplete="one-time-code"
          inputmode="numeric"
          pattern="[0-9]{6}"
          maxlength={6}
          isFocused
        />
        <Field
          name="password"
          label={t("account.totp.password")}
          type="password"
          autocomplete="current-password"
          scope="totp-"
        />
        <Button look="main">{t("account.totp.confirm")}</Button>
      </Form>
    </>
  );
}

function TotpRemoval(): JSX.Element {
  const { t } = useLocale();
  const action = "/account/totp/removal";
  return (
    <>
      <Button look="danger" opens="totp-removal">{t("account.totp.remove")}</Button>
      <Dialog id="totp-removal" title={t("account.totp.remove")} form={action}>
        <Form action={action} fields={["password"]}>
          <Field
            name="password"
            label={t("account.totp.password")}
            type="password"
            autocomplete="current-password"
            scope="totp-"
          />
          <div class="dialog-foot">
            <Button closes>{t("shell.cancel")}</Button>
            <Button look="danger">{t("account.totp.remove")}</Button>
          </div>
        </Form>
      </Dialog>
    </>
  );
}
