/** What may be said about a thing that a host function threw: anything can be thrown, and even looking at it can throw. */
import { LuaClosedError } from "./errors.ts";

/** What scripts see instead of a thrown value that is no error. */
const NO_ERROR = "error in host function";

/** The message of an error, without stack or path; a fixed text for anything else. */
export function textOfThrown(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return NO_ERROR;
    const { message } = thrown;
    return typeof message === "string" && message !== "" ? message : String(thrown.name);
  } catch {
    // a proxy or a getter
    return NO_ERROR;
  }
}

/** True for the error of a closed engine. */
export function isClosed(thrown: unknown): boolean {
  try {
    return thrown instanceof LuaClosedError;
  } catch {
    return false;
  }
}

/** True when the JavaScript stack was full: that is not the script's business. */
export function isStackOverflow(thrown: unknown): boolean {
  try {
    return thrown instanceof RangeError && /call stack/.test(thrown.message);
  } catch {
    return false;
  }
}
