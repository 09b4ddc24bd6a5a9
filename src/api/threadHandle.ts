/** Handles of coroutines. */
import { close, resumeForHost, statusOf } from "../stdlib/coroutine.ts";
import { nativeFunction } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { recordsOf } from "../vm/frameRecords.ts";
import { traceback } from "../vm/traceback.ts";
import type { Coroutine, NativeFunction, LuaValue as Value } from "../vm/value.ts";
import { describeFrames } from "./errorMapping.ts";
import type { LuaFrame } from "./frames.ts";
import { Handle } from "./link.ts";
import type { LuaInput, LuaRuntimeFailure, LuaThread, LuaValue, ResumeResult } from "./values.ts";

const RESUME: NativeFunction = nativeFunction("resume", resumeForHost);
const CLOSE: NativeFunction = nativeFunction("close", close);

/** The handle of a coroutine. */
export class ThreadHandle extends Handle<Coroutine> implements LuaThread {
  readonly type = "thread";

  get status(): LuaThread["status"] {
    return statusOf(this.link.cx, this.object);
  }

  resume(...args: LuaInput[]): ResumeResult {
    const { link, object } = this;
    return this.#result(link.run(RESUME, [object, ...link.allFromHost(args)]));
  }

  async resumeAsync(...args: LuaInput[]): Promise<ResumeResult> {
    const { link, object } = this;
    return this.#result(await link.runAsync(RESUME, [object, ...link.allFromHost(args)], {}));
  }

  #result([ok, ...values]: readonly Value[]): ResumeResult {
    const { link, object } = this;
    if (ok !== true) return { status: "error", error: this.#failure(values[0]) };
    return { status: object.status === "dead" ? "return" : "yield", values: link.allToHost(values) };
  }

  #failure(value: Value): LuaRuntimeFailure {
    const { cx } = this.link;
    const co = this.object;
    const thrown = new LuaThrow(value);
    // a coroutine that could not be resumed has not raised the error itself
    if (co.failed && co.failure === value) {
      thrown.traceback = traceback(cx, co, undefined, 0);
      thrown.frames = recordsOf(cx, co);
    }
    return this.link.mapError(thrown) as LuaRuntimeFailure;
  }

  close(): LuaValue {
    const { link, object } = this;
    const [ok, error] = link.run(CLOSE, [object]);
    return ok === true ? undefined : link.toHost(error);
  }

  traceback(): readonly LuaFrame[] {
    const { link, object } = this;
    return describeFrames(link, recordsOf(link.cx, object));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LuaValue[], void, undefined> {
    for (;;) {
      const result = await this.resumeAsync();
      if (result.status === "error") throw result.error;
      if (result.status === "return") return;
      yield result.values;
    }
  }
}
