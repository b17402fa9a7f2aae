/** One database, opened twice, as two processes would have it open. */
export interface TwoHandles<Store> extends AsyncDisposable {
  readonly first: Store;
  readonly second: Store;
}

/** Opens a new, empty database twice: each handle sees what the other has committed. */
export type OpenTwice<Store> = () => Promise<TwoHandles<Store>>;

/** A test of a store: `work` gets two handles on a new database. */
export function withHandles<Store>(
  open: OpenTwice<Store>,
  work: (first: Store, second: Store) => Promise<void>,
): () => Promise<void> {
  return async () => {
    await using handles = await open();
    await work(handles.first, handles.second);
  };
}
