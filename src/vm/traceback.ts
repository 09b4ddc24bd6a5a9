import { chunkId } from "../base/source.ts";
import {
  type Activation,
  activationAt,
  activationName,
  activationOf,
  frameLine,
  globalFunctionName,
} from "./debugInfo.ts";
import type { State } from "./state.ts";
import { Closure, type Coroutine, Status } from "./value.ts";

/** Levels shown before and after the gap in a long traceback. */
const FIRST_LEVELS = 10;
const LAST_LEVELS = 11;

/** How a traceback names the function of a level. */
function functionText(state: State, at: Activation): string {
  if (at.fn === undefined) return "?";
  const global = globalFunctionName(state, at.fn);
  if (global !== undefined) return `function '${global}'`;
  const named = activationName(state, at);
  if (named !== undefined) return `${named.kind} '${named.name}'`;
  if (!(at.fn instanceof Closure)) return "?";
  const { proto } = at.fn.code;
  return proto.lineDefined === 0 ? "main chunk" : `function <${chunkId(proto.source)}:${proto.lineDefined}>`;
}

function levelText(state: State, at: Activation): string {
  let place = "[C]";
  if (at.fn instanceof Closure) {
    const line = at.frame === null ? -1 : frameLine(at.frame);
    place = chunkId(at.fn.code.proto.source) + (line > 0 ? `:${line}` : "");
  }
  const tail = at.frame !== null && (at.frame.status & Status.TAIL) !== 0 ? "\n\t(...tail calls...)" : "";
  return `\n\t${place}: in ${functionText(state, at)}${tail}`;
}

/** Number of levels of a coroutine. */
export function levelCount(state: State, co: Coroutine): number {
  let count = 0;
  let at = activationAt(state, co, 0);
  while (at !== undefined) {
    count++;
    at = at.fn === undefined ? undefined : activationOf(state, co, at.caller);
  }
  return count;
}

/** The text of `debug.traceback` (luaL_traceback): optional message, then the levels from `level` on. */
export function traceback(state: State, co: Coroutine, message: string | undefined, level: number): string {
  let text = message === undefined ? "stack traceback:" : `${message}\nstack traceback:`;
  const total = levelCount(state, co);
  const count = total - level;
  const skipFrom = count > FIRST_LEVELS + LAST_LEVELS + 1 ? level + FIRST_LEVELS : -1;
  let at = activationAt(state, co, level);
  for (let n = level; at !== undefined; n++) {
    if (n === skipFrom) {
      const skipped = count - FIRST_LEVELS - LAST_LEVELS;
      // PUC counts one too few.
      text += state.is54 ? `\n\t...\t(skipping ${skipped - 1} levels)` : "\n\t...";
      n += skipped - 1;
      at = activationAt(state, co, n + 1);
      continue;
    }
    text += levelText(state, at);
    at = at.fn === undefined ? undefined : activationOf(state, co, at.caller);
  }
  return text;
}
