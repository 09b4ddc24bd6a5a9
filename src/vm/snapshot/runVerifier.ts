/** Checks that the coroutines of a snapshot and the runs that go on with them fit together. */
import { Parking } from "../parking.ts";
import type { SavedRun } from "../run.ts";
import type { State } from "../state.ts";
import type { Coroutine, Frame } from "../value.ts";
import { malformed } from "./format.ts";
import { FrameVerifier } from "./frameVerifier.ts";
import type { Slot } from "./liveStack.ts";
import type { SnapshotRegistry } from "./registry.ts";

/** What was read. */
export interface ReadCoroutines {
  readonly state: State;
  readonly main: Coroutine;
  readonly runs: readonly SavedRun[];
  /** The stack of each coroutine. */
  readonly slots: ReadonlyMap<Coroutine, readonly Slot[]>;
  /** Frames of natives that wait. */
  readonly waiters: ReadonlySet<Frame>;
  readonly waits: SnapshotRegistry["waits"];
}

/** Every coroutine by itself, and that those of a run hang together. @throws SnapshotFault */
export function verifyCoroutines({ state, main, runs, slots, waiters, waits }: ReadCoroutines): void {
  const busy = new Set<Coroutine>();
  const waiting = new Set<Coroutine>();
  for (const { root, current, parking } of runs) {
    if (root === null || current === null) continue;
    if (parking !== null) {
      verifyWait(current, parking, waits);
      waiting.add(current);
    }
    for (let co: Coroutine | null = current; co !== null; co = co.resumer) {
      if (busy.has(co) || co.frame === null) malformed("coroutines of a run");
      busy.add(co);
      if (co.status !== (co === current ? "running" : "normal")) malformed("coroutines of a run");
      if (co.isRoot !== (co === root) || (co.isRoot && co.resumer !== null)) malformed("coroutines of a run");
    }
    if (!busy.has(root)) malformed("coroutines of a run");
  }
  const awaited = new Set([...waiting].map((co) => co.frame));
  for (const frame of waiters) if (!awaited.has(frame)) malformed("native that waits for nothing");
  const verifier = new FrameVerifier(state);
  for (const [co, stack] of slots) {
    const isActive = co.frame !== null && (co.status === "running" || co.status === "normal");
    if (isActive !== busy.has(co)) malformed("coroutine that nobody resumes");
    if (!isActive && co.resumer !== null) malformed("resumer");
    verifier.verify(co, stack, waiting.has(co));
  }
  if (main.frame === null && main.status !== "running") malformed("main coroutine");
}

/** A run goes on with a native that waits for just what the run waits for. */
function verifyWait(current: Coroutine, parking: Parking, waits: SnapshotRegistry["waits"]): void {
  const { frame } = current;
  const name = frame?.continuation?.name ?? "";
  if (frame === null || !Object.hasOwn(waits, name)) malformed("waiting run");
  const waitOf = waits[name] as ((state: unknown) => Parking) | null;
  const isPlain = parking.constructor === Parking;
  if (waitOf === null ? !isPlain : waitOf(frame!.state) !== parking) malformed("waiting run");
}
