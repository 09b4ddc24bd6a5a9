/** What runtimes contribute to snapshots, in the form of `SNAPSHOT_KINDS`. */
import type { NativeClosureKind, SnapshotRegistry } from "../../vm/snapshot/registry.ts";
import {
  ANY,
  BOOLEAN,
  COROUTINE,
  INTEGER,
  list,
  NATURAL,
  NOTHING,
  optional,
  record,
  type Schema,
  STRING,
  TABLE,
} from "../../vm/snapshot/schema.ts";
import { LuaTable } from "../../vm/table.ts";
import { Coroutine, type LuaValue, type NativeFunction } from "../../vm/value.ts";
import { RUNTIME_HOST } from "../modules/host.ts";
import { MODULE_KINDS } from "../modules/index.ts";
import { NATIVES } from "./natives.ts";
import { isHandling } from "./process.ts";

/** The natives of the runtime check what is behind their first upvalue when they use it. */
function acceptsCore(upvalues: readonly unknown[]): boolean {
  return upvalues[0] instanceof LuaTable;
}

const CLOSURES: Readonly<Record<string, NativeClosureKind>> = Object.fromEntries(
  Object.entries(NATIVES).map(([name, run]) => [
    name,
    {
      impl: run as NativeFunction["impl"],
      accepts:
        name === "Handlers.wake"
          ? (upvalues: readonly unknown[]) => acceptsCore(upvalues) && upvalues[1] instanceof Coroutine
          : acceptsCore,
    },
  ]),
);

const STATES: Readonly<Record<string, Schema>> = {
  "Handlers.resolved": NOTHING,
  "Handlers.resolver": record(
    { core: TABLE, msg: ANY, keys: list(ANY), values: list(ANY), at: NATURAL },
    ({ keys, values, at }: { keys: readonly unknown[]; values: readonly unknown[]; at: number }) =>
      keys.length === values.length && at < keys.length,
  ),
  "Handlers.evaluate": record(
    { core: TABLE, msg: TABLE, list: TABLE, at: NATURAL, entry: TABLE, stage: NATURAL, stops: BOOLEAN },
    ({ stage }: { stage: number }) => stage <= 2,
  ),
  "Handlers.woken": COROUTINE,
  "Handlers.woken.closed": NOTHING,
  "ao.print": record({ core: TABLE, line: STRING }),
  "ao.Version": NOTHING,
  "Handlers.received": NOTHING,
  "Handlers.receive.once": ANY,
  "ao.onReply": NOTHING,
  "ao.forward": record({ msg: TABLE, target: ANY, fields: ANY }),
  "ao.sent": NOTHING,
  "ao.done": NOTHING,
  "ao.Send": NOTHING,
  "ao.Send.warned": TABLE,
  "ao.Spawn": NOTHING,
  "ao.Assign": NOTHING,
  "ao.Assign.printed": NOTHING,
  "ao.isAssignable": record({ msg: TABLE, list: TABLE, at: NATURAL }),
  "ao.eval": record({ core: TABLE, ao: TABLE }),
  "ao.eval.tostring": TABLE,
  "ao.default": record({ core: TABLE, msg: TABLE }),
  "ao.default.printed": NOTHING,
  "ao.process.getMsgs": record({ inbox: TABLE, spec: ANY, found: TABLE, at: INTEGER, step: INTEGER, most: INTEGER }),
  "ao.process.handle": record(
    {
      core: TABLE,
      msg: TABLE,
      env: TABLE,
      step: NATURAL,
      co: optional(COROUTINE),
      error: ANY,
      notice: STRING,
      answer: STRING,
      trace: STRING,
      prompt: ANY,
    },
    isHandling,
  ),
};

/** What runtimes and AO modules contribute to snapshots; their natives without upvalues are found by walking a fresh runtime. */
export const RUNTIME_KINDS: Pick<SnapshotRegistry, "closures" | "states" | "payloads" | "caches" | "fixtures"> =
  Object.freeze({
    closures: Object.freeze({ ...CLOSURES, ...MODULE_KINDS.closures }),
    states: Object.freeze({ ...STATES, ...MODULE_KINDS.states }),
    payloads: Object.freeze({}),
    caches: Object.freeze([RUNTIME_HOST]),
    fixtures: Object.freeze([{ key: "ao.runtime", users: ["ao."], accepts: (v: LuaValue) => v instanceof LuaTable }]),
  });
