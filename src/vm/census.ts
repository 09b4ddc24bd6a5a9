/**
 * The census (§2.5): finds out what can be reached, and from that the live size, the entries that weak tables lose and
 * the objects to be finalised. JavaScript's own collector frees the memory; nothing here depends on it, so that results
 * are the same in every run.
 *
 * What the host holds through a handle is not a root by itself: a handle keeps its object usable, but only `pin` makes
 * the engine count it. The alternatives were to count every handle until it is given back, which makes each table passed
 * to a host function a leak, or to ask JavaScript which handles it still has, which makes weak tables, finalisers and
 * the cost of a census depend on the moments of its collections. Arguments of host functions are roots while these run.
 */
import type { Finalizable } from "./collector.ts";
import { type Dict, isArrayKey } from "./dict.ts";
import { LimitFault } from "./errors.ts";
import { isCollectable, Marker } from "./marker.ts";
import { MetaEvent } from "./metaEvent.ts";
import { reachRoots, scanCoroutine } from "./roots.ts";
import { IDLE_STEP, type State } from "./state.ts";
import type { LuaTable } from "./table.ts";
import { metaOfTable } from "./types.ts";
import type { LuaValue } from "./value.ts";

// ------------------------------------------------------------------ when

/** Called at an instruction boundary when the allocation debt is used up: runs a census if one is due. */
export function pollCensus(state: State): void {
  const { collector } = state;
  const { memory, allocation } = state.limits;
  if (state.allocated > allocation) throw new LimitFault("allocation", state.allocated, allocation);
  const isFull = accountedBytes(state) >= memory;
  if (!collector.needed && !isFull) {
    // a metatable in use got its `__mode` after it was set
    if (!collector.modeAssigned) {
      state.setDebt(Math.min(state.allocated, IDLE_STEP));
      return;
    }
    collector.needed = true;
  }
  // the first polls come early
  if (collector.epoch === 0 && !isFull && state.allocated < collector.step) {
    state.setDebt(collector.step - state.allocated);
    return;
  }
  // finalisers run one after the other without a census, unless what they make fills the memory
  if (isFull || (collector.running && !state.finalizing)) {
    runCensus(state);
    if (collector.live > memory) throw new LimitFault("memory", collector.live, memory);
  } else state.setDebt(collector.step);
}

/** From now on censuses run by themselves: something depends on them. */
export function requireCensus(state: State): void {
  const { collector } = state;
  if (collector.needed) return;
  collector.needed = true;
  const left = interval(state) - (state.allocated - collector.allocatedBefore);
  if (left < state.allocationDebt) state.setDebt(left);
}

/** Bytes to be allocated between two censuses: their cost stays a fixed part of that of allocation. */
function interval(state: State): number {
  const { step, live } = state.collector;
  return Math.max(step, live * 2);
}

/** `collectgarbage "stop"` and `"restart"`. */
export function setCollectorRunning(state: State, isRunning: boolean): void {
  state.collector.running = isRunning;
  if (isRunning && state.collector.needed) state.setDebt(Math.min(state.allocationDebt, state.collector.step));
}

/** Accounted bytes: live ones at the last census and all allocated since. */
export function accountedBytes(state: State): number {
  const { live, allocatedBefore } = state.collector;
  return live + state.allocated - allocatedBefore;
}

/** Accounted bytes for `collectgarbage "count"`, which starts from a census. */
export function countBytes(state: State): number {
  requireCensus(state);
  if (state.collector.epoch === 0) runCensus(state);
  return accountedBytes(state);
}

// ------------------------------------------------------------------ who takes part

/**
 * To be called whenever an object gets a metatable: remembers it for finalisation when the metatable has a `__gc` field
 * now (§2.5.3), and notices weak tables.
 */
export function registerFinalizer(state: State, object: Finalizable): void {
  const { meta } = object;
  if (meta === null) return;
  if (metaOfTable(meta, MetaEvent.MODE) !== undefined) requireCensus(state);
  if (metaOfTable(meta, MetaEvent.GC) === undefined) return;
  const { collector } = state;
  if (collector.closing || collector.queued.has(object)) return;
  collector.finalizable.add(object);
  // what libraries make when they are opened lives as long as the state
  if (state.current.frame !== null) requireCensus(state);
}

/** The next object to finalise, taken off the list; it may be marked for finalisation again. */
export function nextFinalizer(state: State): Finalizable | undefined {
  const { collector } = state;
  const object = collector.toFinalize.pop();
  if (object !== undefined) collector.queued.delete(object);
  return object;
}

/** Queues all objects that have a finaliser: the state is being closed. */
export function queueAllFinalizers(state: State): void {
  const { collector } = state;
  queue(state, [...collector.finalizable]);
}

/** The host keeps `object` (a table, function, coroutine or userdata): it counts as reachable until as many `unpin`s. */
export function pin(state: State, object: object): void {
  const { pins } = state.collector;
  pins.set(object, (pins.get(object) ?? 0) + 1);
}

/** Takes back one {@link pin}. */
export function unpin(state: State, object: object): void {
  const { pins } = state.collector;
  const count = pins.get(object);
  if (count === undefined) return;
  if (count > 1) pins.set(object, count - 1);
  else pins.delete(object);
}

// ------------------------------------------------------------------ the census itself

/**
 * Runs a census now: at an instruction boundary, or in a native that keeps nothing but its arguments.
 * @throws LimitFault when the budget does not cover it; then nothing has been cleared.
 */
export function runCensus(state: State): void {
  const { collector } = state;
  const peak = accountedBytes(state);
  const epoch = collector.epoch + 1;
  collector.epoch = epoch;
  const marker = new Marker(state, epoch, scanCoroutine);
  reachRoots(marker);
  marker.propagate();
  marker.resolveEphemerons();
  const { weakValues, ephemerons, allWeak, tombstoned } = marker;

  // values before resurrection, keys after it (§2.5.4)
  const values = weakValues.length;
  const all = allWeak.length;
  for (const table of weakValues) clearValues(marker, table);
  for (const table of allWeak) clearValues(marker, table);
  resurrect(marker);
  for (const table of ephemerons) clearKeys(marker, table);
  for (const table of allWeak) clearKeys(marker, table);
  for (let i = values; i < weakValues.length; i++) clearValues(marker, weakValues[i]!);
  for (let i = all; i < allWeak.length; i++) clearValues(marker, allWeak[i]!);
  for (const dict of tombstoned) dropDeadKeys(marker, dict, false);

  if (peak > collector.peak) collector.peak = peak;
  collector.live = marker.size;
  collector.allocatedBefore = state.allocated;
  state.coroutineCount = marker.coroutines;
  state.setDebt(interval(state));
  if (state.observer !== null) state.observer.gc?.(Math.max(peak - marker.size, 0), marker.size);
}

/** Queues the unreachable objects that have a finaliser, and reaches all they refer to once more. */
function resurrect(marker: Marker): void {
  const { state, epoch } = marker;
  const { finalizable } = state.collector;
  marker.pay(finalizable.size >> 2);
  const dead: Finalizable[] = [];
  for (const object of finalizable) if (object.mark !== epoch) dead.push(object);
  if (dead.length === 0) return;
  queue(state, dead);
  for (const object of dead) marker.reachObject(object);
  marker.propagate();
}

/** Queues objects, given in the order in which they were marked, behind those that wait already. */
function queue(state: State, objects: Finalizable[]): void {
  const { collector } = state;
  for (const object of objects) {
    collector.finalizable.delete(object);
    collector.queued.add(object);
  }
  collector.toFinalize = objects.concat(collector.toFinalize);
}

function isDead(v: LuaValue, epoch: number): boolean {
  return typeof v === "object" && isCollectable(v) && v.mark !== epoch;
}

/** Removes the entries whose values are gone. */
function clearValues(marker: Marker, table: LuaTable): void {
  const { epoch } = marker;
  const { arr, slots, shape, strings, dict } = table;
  marker.pay(table.entryCount() >> 2);
  for (let i = arr.length; i > 0; i--) if (isDead(arr[i - 1] as LuaValue, epoch)) table.setInt(i, undefined);
  if (dict !== null && dict.items !== null) clearItems(dict.items, epoch);
  for (let i = 0; i < shape.count; i++) if (isDead(slots[i] as LuaValue, epoch)) slots[i] = undefined;
  for (const part of [strings, dict]) {
    if (part === null) continue;
    const { keys, values } = part;
    for (let i = 0; i < keys.length; i++) {
      if (!isDead(values[i] as LuaValue, epoch)) continue;
      values[i] = undefined;
      part.live--;
      if (isArrayKey(keys[i])) part.integers--;
    }
  }
}

/** The same for the array of a frozen table, which no method would change. */
function clearItems(items: LuaValue[], epoch: number): void {
  for (let i = 0; i < items.length; i++) if (isDead(items[i], epoch)) items[i] = undefined;
  while (items.length > 0 && items[items.length - 1] === undefined) items.pop();
}

/** Removes the entries whose keys are gone. */
function clearKeys(marker: Marker, table: LuaTable): void {
  if (table.dict !== null) dropDeadKeys(marker, table.dict, true);
}

/** Forgets unreached keys: those of removed entries, which nothing else would ever free, and with `live` all. */
function dropDeadKeys(marker: Marker, dict: Dict, live: boolean): void {
  const { epoch } = marker;
  const { keys, values } = dict;
  marker.pay(keys.length >> 1);
  for (let i = 0; i < keys.length; i++) {
    if (isDead(keys[i] as LuaValue, epoch) && (live || values[i] === undefined)) dict.drop(i);
  }
}
