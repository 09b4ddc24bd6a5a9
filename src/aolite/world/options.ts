/** Options of a world, checked, and what they make. */

import { createLua } from "../../api/createLua.ts";
import { engineEnv } from "../../api/environment.ts";
import { internals } from "../../api/lua.ts";
import { decodeUtf8, encodeUtf8 } from "../../base/byteString.ts";
import type { Compiler } from "../../compiler/bytecode/compiler.ts";
import { checkedParts, checkNames, checkNumber, hasParts } from "./checks.ts";
import { WorldClock } from "./clock.ts";
import { EngineKit } from "./engineKit.ts";
import { Simulation } from "./simulation.ts";
import type { FileSource, MessageLimits, WorldOptions } from "./types.ts";

const NAMES: readonly string[] = Object.freeze([
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

const LIMITS: readonly string[] = Object.freeze(["instructions", "memory"] satisfies (keyof MessageLimits)[]);

/** `ao.authorities` when nothing else is said (AO 7.2). */
const AUTHORITIES: readonly string[] = Object.freeze(["DummyAuthority"]);
const TURN_LIMIT = 1000;

/** What one layer gives and another does not. */
export interface SimulationParts {
  /** Compiles the sources of processes; default: that of a fresh engine. */
  readonly compiler?: Compiler | null;
}

function check(options: WorldOptions): void {
  checkNames("", checkedParts("options", options), NAMES);
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
  for (const name of ["history", "checkpoints", "turnLimit", "receiveTimeout"] as const) {
    checkNumber(name, options[name]);
  }
  if (options.limits !== undefined) checkLimits(options.limits);
}

function checkLimits(limits: unknown): void {
  const parts = checkedParts("limits", limits);
  checkNames("limits.", parts, LIMITS);
  for (const name of LIMITS) checkNumber(`limits.${name}`, parts[name]);
}

/** The options that were written as JSON, which has null for infinity. */
export function readOptions(written: WorldOptions): WorldOptions {
  const read = (value: unknown): unknown => {
    if (value === null) return Number.POSITIVE_INFINITY;
    return hasParts(value)
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, read(part)]))
      : value;
  };
  return read(written) as WorldOptions;
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
