/** Options of a world, checked, and what they make. */

import { createLua } from "../../api/createLua.ts";
import { engineEnv } from "../../api/environment.ts";
import { internals } from "../../api/lua.ts";
import { decodeUtf8, encodeUtf8 } from "../../base/byteString.ts";
import type { Compiler } from "../../compiler/bytecode/compiler.ts";
import { WorldClock } from "./clock.ts";
import { EngineKit } from "./engineKit.ts";
import { Simulation } from "./simulation.ts";
import type { FileSource, WorldOptions } from "./types.ts";

const NAMES: ReadonlySet<string> = new Set([
  "seed",
  "version",
  "clock",
  "blockHeight",
  "metadata",
  "limits",
  "schedule",
  "onFailure",
  "authorities",
  "modules",
  "data",
  "autoSchedule",
  "printOutput",
  "print",
  "unknownTargets",
  "env",
  "history",
  "idSeparator",
  "checkpoints",
  "turnLimit",
  "receiveTimeout",
] satisfies (keyof WorldOptions)[]);

/** `ao.authorities` when nothing else is said (AO 7.2). */
const AUTHORITIES: readonly string[] = Object.freeze(["DummyAuthority"]);
const TURN_LIMIT = 1000;

/** What one layer gives and another does not. */
export interface SimulationParts {
  /** Compiles the sources of processes; default: that of a fresh engine. */
  readonly compiler?: Compiler | null;
}

function check(options: WorldOptions): void {
  for (const name of Object.keys(options)) if (!NAMES.has(name)) throw new TypeError(`${name}: no such option`);
  const choice = (name: keyof WorldOptions, words: readonly string[]): void => {
    const value = options[name];
    if (value !== undefined && !words.includes(value as string)) {
      throw new TypeError(`${name}: "${String(value)}" is not one of ${words.join(", ")}`);
    }
  };
  choice("version", ["5.3", "5.4"]);
  choice("schedule", ["fifo", "random"]);
  choice("onFailure", ["keep", "rollback"]);
  choice("unknownTargets", ["error", "sink"]);
  if (options.metadata !== undefined && typeof options.metadata !== "boolean") {
    throw new TypeError("metadata: neither true nor false");
  }
  const natural = (name: keyof WorldOptions): void => {
    const value = options[name];
    if (value !== undefined && !(typeof value === "number" && value >= 0)) {
      throw new TypeError(`${name}: not a number of at least 0`);
    }
  };
  for (const name of ["history", "checkpoints", "turnLimit", "receiveTimeout"] as const) natural(name);
}

/** A source of texts as a function of byte strings. */
function lookup(source: FileSource | undefined): (name: string) => string | undefined {
  if (source === undefined) return () => undefined;
  const get =
    typeof source === "function" ? source : (name: string) => (Object.hasOwn(source, name) ? source[name] : undefined);
  return (name) => {
    const text = get(decodeUtf8(name));
    return text === undefined ? undefined : encodeUtf8(text);
  };
}

/** The empty simulation of a world. @throws TypeError naming the option that is wrong */
export function newSimulation(options: WorldOptions, parts: SimulationParts = {}): Simulation {
  check(options);
  const { limits = {}, version = "5.3" } = options;
  const clockOf = (): WorldClock => new WorldClock(options.clock ?? {}, options.blockHeight ?? 0);
  const compiler = parts.compiler === undefined ? internals(createLua({ libs: "none" })).cx.compiler : parts.compiler;
  const kit = new EngineKit({
    compiler,
    version,
    env: engineEnv(options.env),
    findModule: lookup(options.modules),
    ...(options.data === undefined ? {} : { readData: lookup(options.data) }),
  });
  return new Simulation({
    kit,
    newClock: clockOf,
    checkpoints: options.checkpoints ?? 0,
    receiveTimeout: options.receiveTimeout ?? Number.POSITIVE_INFINITY,
    core: {
      seed: options.seed ?? 0,
      schedule: options.schedule ?? "fifo",
      onFailure: options.onFailure ?? "keep",
      metadata: options.metadata ?? false,
      authorities: (options.authorities ?? AUTHORITIES).map((address) => encodeUtf8(address)),
      unknownTargets: options.unknownTargets ?? "error",
      history: options.history ?? Number.POSITIVE_INFINITY,
      idSeparator: options.idSeparator ?? "#",
      turnLimit: options.turnLimit ?? TURN_LIMIT,
      budget: {
        instructions: limits.instructions ?? Number.POSITIVE_INFINITY,
        memory: limits.memory ?? Number.POSITIVE_INFINITY,
      },
    },
  });
}
