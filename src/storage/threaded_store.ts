import type { CallJournal } from "./journal_functions.ts";

/** Functions that another thread may call. */
type OfferedFunctions = Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>;

/** A store that one thread keeps and another uses; all that it does takes and gives plain data. */
interface ThreadedStore<Store> {
  /**
   * What it does, as functions to be offered to another thread.
   *
   * @param store opens it at the first call
   */
  offer(store: () => Store): OfferedFunctions;
  /** The store, reached through `call`. */
  reach(call: CallJournal): Store;
  /** Whether a function that was called is one of these methods. */
  isCallOf(name: string, ...methods: readonly (keyof Store & string)[]): boolean;
}

/** @param methods every method of the store: one that is missing does not compile. */
export function threadedStore<
  Store extends Readonly<Record<keyof Store, (...parameters: never[]) => Promise<unknown>>>,
>(
  name: string,
  methods: Readonly<Record<keyof Store & string, true>>,
): ThreadedStore<Store> {
  const names = Object.keys(methods) as (keyof Store & string)[]; // All keys are methods.
  const nameOf = (method: string) => `${name}.${method}`;
  return {
    offer: (store) =>
      Object.fromEntries(names.map((method) => {
        const call = (...parameters: never[]) => {
          const opened = store();
          return opened[method].apply(opened, parameters);
        };
        return [nameOf(method), call] as const;
      })),
    reach: (call) =>
      Object.fromEntries(
        names.map((method) => [method, (...parameters: unknown[]) => call(nameOf(method), parameters)]),
        // The other side is a store of the same type.
      ) as Record<keyof Store & string, unknown> as Store,
    isCallOf: (called, ...methods) => methods.some((method) => called === nameOf(method)),
  };
}
