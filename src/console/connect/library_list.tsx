/** @jsxImportSource hono/jsx */
import type { JSX } from "hono/jsx/jsx-runtime";
import { CodeBlock } from "../components/code_block.tsx";
import { CodeLine } from "../components/code_line.tsx";
import { libraryGroups } from "./libraries/every_library.ts";
import { fillAddress, type Library, type ProgramAddress } from "./libraries/library.ts";
import { useLocale } from "../language/locale_context.ts";

/** What to change in a program, for each library; one is unfolded at a time. */
export function LibraryList({ address }: { readonly address: ProgramAddress }): JSX.Element {
  const { t } = useLocale();
  return (
    <div class="libraries">
      {libraryGroups.map(({ language, libraries }) => (
        <div class="library-group">
          <h3 translate={language === undefined ? undefined : "no"}>{language ?? t("connect.products")}</h3>
          {libraries.map((library) => <LibraryEntry library={library} address={address} />)}
        </div>
      ))}
    </div>
  );
}

function LibraryEntry(
  { library, address }: { readonly library: Library; readonly address: ProgramAddress },
): JSX.Element {
  const { id, name, maker, code, setting, reach, lacksFiles } = library;
  const { t } = useLocale();
  return (
    <details class="library" name="library" id={`library-${id}`}>
      <summary translate="no">
        <span class="library-name">{name}</span>
        {maker === "" ? null : <span class="hint">{maker}</span>}
      </summary>
      <div class="library-body">
        {code === undefined ? null : <CodeBlock text={fillAddress(code.join("\n"), address)} />}
        {setting === undefined ? null : (
          <>
            <p class="setting-path" translate="no">{setting.labels.join(" → ")}</p>
            <CodeLine text={fillAddress(setting.value, address)} />
          </>
        )}
        {reach === "host" ? <p class="hint">{t("connect.host-only")}</p> : null}
        {lacksFiles ? <p class="hint">{t("connect.lacks-files")}</p> : null}
      </div>
    </details>
  );
}
