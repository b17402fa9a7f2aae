import { assertEquals } from "@std/assert";

/**
 * Whether an engine lets two have a database open, so that each handle sees what the other has committed; or one alone, so
 * that both handles are the same one.
 */
export type Sharing = "shared" | "exclusive";

/** One database, opened twice, as two processes would have it open. */
export interface TwoHandles<Store> extends AsyncDisposable {
  readonly sharing: Sharing;
  readonly first: Store;
  readonly second: Store;
}

/** Opens a new, empty database twice. */
export type OpenTwice<Store> = () => Promise<TwoHandles<Store>>;

/** A test of a store: `work` gets two handles on a new database. */
export function withHandles<Store>(
  open: OpenTwice<Store>,
  work: (first: Store, second: Store) => Promise<void>,
): () => Promise<void> {
  return async () => {
    await using handles = await open();
    assertEquals(handles.first !== handles.second, handles.sharing === "shared");
    await work(handles.first, handles.second);
  };
}
