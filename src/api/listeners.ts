/** Calling what a host has registered to watch the engine. */

/**
 * Calls a listener. What it throws is neither the script's business nor that of whoever runs it: it is reported to the
 * host as an uncaught exception, as event targets do (`reportError` where that exists, else thrown from a microtask).
 */
export function callListener<T>(listener: () => T): T | undefined {
  try {
    return listener();
  } catch (thrown) {
    const { reportError } = globalThis as { reportError?: (error: unknown) => void };
    if (reportError !== undefined) reportError(thrown);
    else {
      queueMicrotask(() => {
        throw thrown;
      });
    }
    return undefined;
  }
}
