/** Runs chunks of script tests on the engine, through its public interface. */
import {
  createLua,
  type Lua,
  LuaExitError,
  LuaRuntimeError,
  LuaSyntaxError,
  type RunOptions,
} from "../../src/api/index.ts";
import { MemoryFs } from "./memoryFs.ts";
import {
  type Dialect,
  type Outcome,
  SCRIPT_FILE,
  type Script,
  type ScriptChunk,
  showLine,
  toLines,
} from "./scriptFile.ts";

/** An outcome and what it cost. */
export interface OwnOutcome extends Outcome {
  readonly instructions: number;
  readonly isSyntaxError: boolean;
}

/** Far above what any script needs: a wrong loop ends instead of hanging the suite. */
const INSTRUCTIONS = 200_000_000;

function capture(append: (text: string) => void): { write(bytes: Uint8Array): void } {
  return { write: (bytes) => append(Buffer.from(bytes).toString("latin1")) };
}

/** Runs a source in an engine to its end. @throws what ended it */
export type Driver = (lua: Lua, source: Uint8Array, options: RunOptions) => void;

const atOnce: Driver = (lua, source, options) => void lua.runSync(source, options);

/** Drives an execution by steps of `units`. */
export function inSteps(units: number): Driver {
  return (lua, source, options) => {
    const execution = lua.start(source, options);
    for (;;) {
      const result = execution.step(units);
      if (result.state === "failed") throw result.error;
      if (result.state === "done") return;
    }
  };
}

/**
 * Runs one chunk in a fresh engine with all libraries, an empty file system and captured streams; `prepare` gets the
 * engine before it runs.
 */
export function runOnOwn(
  chunk: ScriptChunk,
  dialect: Dialect,
  drive: Driver = atOnce,
  prepare?: (lua: Lua) => void,
): OwnOutcome {
  let stdout = "";
  let stderr = "";
  const lua = createLua({
    version: dialect,
    libs: "all",
    standalone: true,
    allowBytecode: true,
    limits: { instructions: INSTRUCTIONS },
    env: {
      stdout: capture((text) => {
        stdout += text;
      }),
      stderr: capture((text) => {
        stderr += text;
      }),
      fs: new MemoryFs(),
      tmpname: () => "tmpname",
    },
  });
  prepare?.(lua);
  let error: string | undefined;
  let isSyntaxError = false;
  try {
    drive(lua, Buffer.from(chunk.source, "latin1"), { chunkName: `@${SCRIPT_FILE}` });
  } catch (e) {
    isSyntaxError = e instanceof LuaSyntaxError;
    if (!(e instanceof LuaExitError)) error = showLine(describe(e));
  }
  lua.close();
  return { out: toLines(stdout), err: toLines(stderr), error, isSyntaxError, instructions: lua.meter.instructions };
}

/** The text that the stand-alone interpreter would print; a host bug goes on as it is. */
function describe(e: unknown): string {
  if (e instanceof LuaSyntaxError || e instanceof LuaRuntimeError)
    return Buffer.from(e.message, "utf8").toString("latin1");
  throw e;
}

/** Instructions of every chunk: { "area/claim.lua": { "5.3": [..], "5.4": [..] } }. */
export type InstructionCounts = Record<string, Partial<Record<Dialect, number[]>>>;

/** Runs all scripts and collects what they cost. */
export function countInstructions(scripts: readonly Script[]): InstructionCounts {
  const counts: InstructionCounts = {};
  for (const script of scripts) {
    const perDialect: Partial<Record<Dialect, number[]>> = {};
    for (const dialect of script.dialects) {
      perDialect[dialect] = script.chunks.map((chunk) => runOnOwn(chunk, dialect).instructions);
    }
    counts[script.name] = perDialect;
  }
  return counts;
}
