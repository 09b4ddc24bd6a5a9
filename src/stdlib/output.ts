/** Standard output of the script, shared by `print` and the io library. */
import { stringToBytes } from "../base/byteString.ts";
import type { CallContext } from "../vm/callContext.ts";

/** Writes bytes to the host's standard output; without one they are dropped. */
export function writeStdout(cx: CallContext, s: string): void {
  cx.chargeBytes(s.length);
  const { stdout } = cx.env;
  if (stdout !== undefined) stdout.write(stringToBytes(s));
}

/** Writes bytes to the host's standard error; without one they are dropped. */
export function writeStderr(cx: CallContext, s: string): void {
  const { stderr } = cx.env;
  if (stderr !== undefined) stderr.write(stringToBytes(s));
}
