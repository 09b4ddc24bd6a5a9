/** Standard output of the script, shared by `print` and the io library. */
import { stringToBytes } from "../base/byteString.ts";
import { HostFault, type LuaWriter } from "../base/host.ts";
import type { CallContext } from "../vm/callContext.ts";

/** Writes bytes to the host's standard output; without one they are dropped. */
export function writeStdout(cx: CallContext, s: string): void {
  cx.chargeBytes(s.length);
  send(cx.env.stdout, s);
}

/** Writes bytes to the host's standard error; without one they are dropped. */
export function writeStderr(cx: CallContext, s: string): void {
  send(cx.env.stderr, s);
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
