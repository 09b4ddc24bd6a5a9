/** Standard output of the script, shared by `print` and the io library. */
import { stringToBytes } from "../base/byteString.ts";
import { HostFault, type LuaWriter } from "../base/host.ts";
import type { CallContext } from "../vm/callContext.ts";
import { LimitFault } from "../vm/errors.ts";

/** Writes bytes to the host's standard output; without one they are dropped. */
export function writeStdout(cx: CallContext, s: string): void {
  cx.chargeBytes(s.length);
  countOutput(cx, s.length);
  send(cx.env.stdout, s);
}

/** Writes bytes to the host's standard error; without one they are dropped. */
export function writeStderr(cx: CallContext, s: string): void {
  countOutput(cx, s.length);
  send(cx.env.stderr, s);
}

/** Accounts for bytes that go to a standard stream. @throws LimitFault before they do, when they are too many */
export function countOutput(cx: CallContext, bytes: number): void {
  cx.outputBytes += bytes;
  const { outputBytes } = cx.limits;
  if (cx.outputBytes > outputBytes) throw new LimitFault("outputBytes", cx.outputBytes, outputBytes);
}

/** `print` and `warn` have no way to report that a stream cannot be written (§6.1), nor do they wait for it. */
function send(writer: LuaWriter | undefined, s: string): void {
  if (writer === undefined) return;
  try {
    const done = writer.writeString === undefined ? writer.write(stringToBytes(s)) : writer.writeString(s);
    if (done instanceof Promise) done.catch(ignoreFault);
  } catch (fault) {
    ignoreFault(fault);
  }
}

function ignoreFault(fault: unknown): void {
  if (!(fault instanceof HostFault)) throw fault;
}
