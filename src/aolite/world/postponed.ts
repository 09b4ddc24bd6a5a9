/**
 * Errors of functions of the host that a world calls while it is at work, such as tests of rules: they must not stop it halfway.
 * The operation goes on to its end, and then its caller gets the first of them.
 */
import type { Matcher } from "./rules.ts";

/** An operation under way. */
interface UnderWay {
  /** The world that it is done in. */
  readonly world: object;
  readonly errors: unknown[];
}

/** The innermost one: everything is synchronous, and a function of the host may do something in another world. */
let underWay: UnderWay | undefined;

/** Does an operation, then throws what was postponed meanwhile. Within another one of the same world it is part of that one. */
export function completing<T>(world: object, work: () => T): T {
  if (underWay?.world === world) return work();
  const errors: unknown[] = [];
  const result = during({ world, errors }, work);
  if (errors.length > 0) throw errors[0];
  return result;
}

/** Does again what has been done before: errors of then have been told. */
export function repeating<T>(world: object, work: () => T): T {
  return during({ world, errors: [] }, work);
}

function during<T>(operation: UnderWay, work: () => T): T {
  const outer = underWay;
  underWay = operation;
  try {
    return work();
  } finally {
    underWay = outer;
  }
}

/** Keeps an error until the operation under way is complete; without one it is thrown. */
export function postpone(error: unknown): void {
  if (underWay === undefined) throw error;
  underWay.errors.push(error);
}

/** The same test; when it throws, the message does not match. */
export function unfailing(matches: Matcher): Matcher {
  return (message) => {
    try {
      return matches(message);
    } catch (error) {
      postpone(error);
      return false;
    }
  };
}
