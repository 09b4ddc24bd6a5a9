/** Options of a world, checked, and what they make. */

import { createLua } from "../../api/createLua.ts";
import { engineEnv } from "../../api/environment.ts";
import { internals } from "../../api/lua.ts";
import { decodeUtf8 } from "../../base/byteString.ts";
import type { Compiler } from "../../compiler/bytecode/compiler.ts";
import {
  byteListOf,
  bytesOf,
  checkBoolean,
  checkedParts,
  checkedText,
  checkFunction,
  checkNames,
  checkNumber,
  hasParts,
} from "./checks.ts";
import { WorldClock } from "./clock.ts";
import { EngineKit } from "./engineKit.ts";
import { Simulation } from "./simulation.ts";
import type { ClockOptions, FileSource, MessageLimits, WorldOptions } from "./types.ts";

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
const CLOCK: readonly string[] = Object.freeze([
  "start",
  "perMessage",
  "perBlock",
  "unit",
] satisfies (keyof ClockOptions)[]);

/** `ao.authorities` when nothing else is said (AO 7.2). */
const AUTHORITIES: readonly string[] = Object.freeze(["DummyAuthority"]);
const TURN_LIMIT = 1000;

/** What one layer gives and another does not. */
export interface SimulationParts {
  /** Compiles the sources of processes; default: that of a fresh engine. */
  readonly compiler?: Compiler | null;
}

/** @throws TypeError unless a choice is absent or one of these */
function checkChoice(what: string, value: unknown, words: readonly string[]): void {
  if (value !== undefined && !words.some((word) => word === value)) {
    throw new TypeError(`${what}: "${String(value)}" is not one of ${words.join(", ")}`);
  }
}

function check(options: WorldOptions): void {
  const parts = checkedParts("options", options);
  checkNames("", parts, NAMES);
  const { seed, turnLimit, checkpoints, idSeparator, print, authorities, limits, env } = parts;
  checkChoice("version", parts.version, ["5.3", "5.4"]);
  checkChoice("schedule", parts.schedule, ["fifo", "random"]);
  checkChoice("onFailure", parts.onFailure, ["keep", "rollback"]);
  checkChoice("unknownTargets", parts.unknownTargets, ["error", "sink"]);
  for (const name of ["metadata", "autoSchedule", "printOutput"]) checkBoolean(name, parts[name]);
  for (const name of ["history", "checkpoints", "turnLimit", "receiveTimeout"]) checkNumber(name, parts[name]);
  if (checkpoints !== undefined && !Number.isSafeInteger(checkpoints)) {
    throw new TypeError("checkpoints: not a natural number");
  }
  if (typeof turnLimit === "number" && turnLimit < 1) throw new TypeError("turnLimit: not a number of at least 1");
  if (seed !== undefined && typeof seed !== "string" && !Number.isFinite(seed)) {
    throw new TypeError("seed: neither a finite number nor a text");
  }
  if (idSeparator !== undefined) checkedText("idSeparator", idSeparator);
  if (print !== undefined) checkFunction("print", print);
  if (authorities !== undefined) byteListOf("authorities", authorities);
  if (limits !== undefined) checkLimits(limits);
  if (env !== undefined) checkedParts("env", env);
  checkClock(parts.clock);
  for (const name of ["modules", "data"]) checkSource(name, parts[name]);
}

/** The numbers are for {@link WorldClock} to check. */
function checkClock(clock: unknown): void {
  if (clock === undefined || typeof clock === "function") return;
  if (!hasParts(clock)) throw new TypeError("clock: neither an object nor a function");
  checkNames("clock.", clock, CLOCK);
  checkChoice("clock.unit", clock.unit, ["s", "ms"]);
}

function checkSource(what: string, source: unknown): void {
  if (source === undefined || typeof source === "function") return;
  if (!hasParts(source)) throw new TypeError(`${what}: neither texts by name nor a function`);
  for (const [name, text] of Object.entries(source)) checkedText(`${what}.${name}`, text);
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

/** The clock of the host, which must give times. @throws TypeError when it does not give one now */
function checkedClock(clock: () => number): () => number {
  const now = (): number => {
    const time = clock();
    if (!Number.isFinite(time)) throw new TypeError(`clock: ${String(time)} is no time`);
    return time;
  };
  now();
  return now;
}

/** A source of texts as a function of byte strings. `what`: the option that it is. */
function lookup(what: string, source: FileSource | undefined): (name: string) => string | undefined {
  if (source === undefined) return () => undefined;
  const get =
    typeof source === "function" ? source : (name: string) => (Object.hasOwn(source, name) ? source[name] : undefined);
  return (name) => {
    const file = decodeUtf8(name);
    const text = get(file);
    return text === undefined ? undefined : bytesOf(`${what}.${file}`, text);
  };
}

/** The empty simulation of a world. @throws TypeError naming the option that is wrong */
export function newSimulation(options: WorldOptions, parts: SimulationParts = {}): Simulation {
  check(options);
  const { limits = {}, version = "5.3", blockHeight = 0 } = options;
  const clock = typeof options.clock === "function" ? checkedClock(options.clock) : (options.clock ?? {});
  const compiler = parts.compiler === undefined ? internals(createLua({ libs: "none" })).cx.compiler : parts.compiler;
  const kit = new EngineKit({
    compiler,
    version,
    env: engineEnv(options.env),
    findModule: lookup("modules", options.modules),
    ...(options.data === undefined ? {} : { readData: lookup("data", options.data) }),
  });
  return new Simulation({
    kit,
    newClock: () => new WorldClock(clock, blockHeight),
    checkpoints: options.checkpoints ?? 0,
    receiveTimeout: options.receiveTimeout ?? Number.POSITIVE_INFINITY,
    core: {
      seed: options.seed ?? 0,
      schedule: options.schedule ?? "fifo",
      onFailure: options.onFailure ?? "keep",
      metadata: options.metadata ?? false,
      authorities: byteListOf("authorities", options.authorities ?? AUTHORITIES),
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
