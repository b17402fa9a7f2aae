import { Queue } from "../base/queue.ts";

/** Where an item waits: the items of one flow go in order, the flows of a group take turns, and so do groups. */
export interface FlowKey {
  /** Level 0 goes before level 1. */
  readonly level: number;
  readonly group: number;
  readonly name: string;
}

/** Items that wait in order; only {@linkcode FairQueue} changes it. */
export interface Flow<T> {
  readonly key: FlowKey;
  readonly items: Set<T>;
  readonly group: Group<T>;
}

interface Group<T> {
  readonly id: number;
  readonly level: Level<T>;
  readonly flows: Map<string, Flow<T>>;
  /** Flows that have a turn; the others rest. */
  readonly turns: Queue<Flow<T>>;
  isInTurn: boolean;
  /** Items of all its flows. */
  size: number;
}

interface Level<T> {
  readonly groups: Map<number, Group<T>>;
  readonly turns: Queue<Group<T>>;
}

/**
 * Items that take turns: level by level, within a level group by group, within a group flow by flow. A flow whose first
 * item may not go yet is set aside until it is woken, so it holds nobody else up. Every step costs amortised O(1).
 */
export class FairQueue<T> {
  readonly #levels: readonly Level<T>[];

  constructor(levels: number) {
    this.#levels = Array.from({ length: levels }, () => ({ groups: new Map(), turns: new Queue() }));
  }

  add(key: FlowKey, item: T): void {
    const group = this.#groupOf(key);
    let flow = group.flows.get(key.name);
    if (flow === undefined) {
      flow = { key, items: new Set(), group };
      group.flows.set(key.name, flow);
      enterTurn(flow);
    }
    flow.items.add(item);
    group.size++;
  }

  /** Takes an item out, whether or not it is its turn; nothing happens when it is out already. */
  remove({ level, group: id, name }: FlowKey, item: T): void {
    const group = this.#levels[level]?.groups.get(id);
    if (group?.flows.get(name)?.items.delete(item)) group.size--;
  }

  /** Items of the same group and level that wait, and those of them in the same flow. */
  ahead({ level, group: id, name }: FlowKey): { readonly inGroup: number; readonly inFlow: number } {
    const group = this.#levels[level]?.groups.get(id);
    return { inGroup: group?.size ?? 0, inFlow: group?.flows.get(name)?.items.size ?? 0 };
  }

  /** The flow whose turn it is; `undefined` when all are empty or rest. */
  next(): Flow<T> | undefined {
    for (const { groups, turns } of this.#levels) {
      for (let group = turns.first; group !== undefined; group = turns.first) {
        const flow = nextFlow(group);
        if (flow !== undefined) return flow;
        turns.take();
        group.isInTurn = false;
        if (group.flows.size === 0) groups.delete(group.id);
      }
    }
    return undefined;
  }

  /** Takes the first item of the flow that {@linkcode next} gave, and passes the turn on. */
  take({ items, group }: Flow<T>): void {
    const [first] = items;
    if (first !== undefined && items.delete(first)) group.size--;
    passTurn(group.turns);
    passTurn(group.level.turns);
  }

  /** Sets the flow that {@linkcode next} gave aside. */
  rest({ group }: Flow<T>): void {
    group.turns.take();
  }

  /** Gives a flow that rests its turn again. */
  wake(flow: Flow<T>): void {
    enterTurn(flow);
  }

  #groupOf({ level: at, group: id }: FlowKey): Group<T> {
    const level = this.#levels[at];
    if (level === undefined) {
      throw new RangeError(`Cannot queue at level ${at}: there are ${this.#levels.length}`);
    }
    let group = level.groups.get(id);
    if (group === undefined) {
      group = { id, level, flows: new Map(), turns: new Queue(), isInTurn: false, size: 0 };
      level.groups.set(id, group);
    }
    return group;
  }
}

/** The group's flow whose turn it is. Empty ones are forgotten on the way. */
function nextFlow<T>({ turns, flows }: Group<T>): Flow<T> | undefined {
  for (let flow = turns.first; flow !== undefined; flow = turns.first) {
    if (flow.items.size > 0) return flow;
    turns.take();
    flows.delete(flow.key.name);
  }
  return undefined;
}

function enterTurn<T>(flow: Flow<T>): void {
  const { group } = flow;
  group.turns.add(flow);
  if (group.isInTurn) return;
  group.isInTurn = true;
  group.level.turns.add(group);
}

/** The first goes to the end. */
function passTurn<T>(turns: Queue<T>): void {
  const first = turns.take();
  if (first !== undefined) turns.add(first);
}
