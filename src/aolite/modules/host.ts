/** What the host lends the runtimes of a state. Not part of snapshots: to be handed in again after a restore. */
import type { CallContext } from "../../vm/callContext.ts";
import type { State } from "../../vm/state.ts";

/** The key in `State.libraryData`. */
export const RUNTIME_HOST = "ao.host";

/** See {@link connectRuntime}. */
export interface RuntimeHost {
  /** The data of a transaction, a byte string, for `On-Boot`; undefined when there is none (AO 5.5). */
  readonly readData?: ((txid: string) => string | undefined) | undefined;
}

const NOTHING: RuntimeHost = Object.freeze({});

/** Lends the runtimes of a state what they need from the host; also to be called after a restore or fork. */
export function connectRuntime(state: State, host: RuntimeHost): void {
  state.libraryData.set(RUNTIME_HOST, host);
}

/** What the host has lent. */
export function hostOf(state: State): RuntimeHost {
  return (state.libraryData.get(RUNTIME_HOST) as RuntimeHost | undefined) ?? NOTHING;
}

/** The data of a transaction, charged for and accounted as a string of the state; undefined when there is none. @throws LuaThrow when it is too long */
export function readDataOf(cx: CallContext, txid: string): string | undefined {
  cx.charge(100);
  const data = hostOf(cx).readData?.(txid);
  if (data === undefined) return undefined;
  if (data.length > cx.limits.stringLength) cx.throwValue("not enough memory");
  cx.reserveString(data.length);
  return data;
}
