/** Handles of coroutines. */
import { close, resumeForHost, statusOf } from "../stdlib/coroutine.ts";
import { nativeFunction } from "../vm/callContext.ts";
import { LuaThrow } from "../vm/errors.ts";
import { recordsOf } from "../vm/frameRecords.ts";
import { traceback } from "../vm/traceback.ts";
import type { Coroutine, NativeFunction } from "../vm/value.ts";
import { describeFrames } from "./errorMapping.ts";
import type { LuaFrame } from "./frames.ts";
import { Handle } from "./link.ts";
import type { LuaInput, LuaRuntimeFailure, LuaThread, LuaValue, ResumeResult } from "./values.ts";

const RESUME: NativeFunction = nativeFunction("resume", resumeForHost);
const CLOSE: NativeFunction = nativeFunction("close", close);

/** The handle of a coroutine. */
export class ThreadHandle extends Handle<Coroutine> implements LuaThread {
  readonly type = "thread";
  /** Its error has been reported. */
  #hasFailed = false;

  get status(): LuaThread["status"] {
    return statusOf(this.link.cx, this.object);
  }

  resume(...args: LuaInput[]): ResumeResult {
    const { link, object } = this;
    return this.#result(link.allToHost(link.run(RESUME, [object, ...link.allFromHost(args)])));
  }

  async resumeAsync(...args: LuaInput[]): Promise<ResumeResult> {
    const { link, object } = this;
    return this.#result(await link.runAsync(RESUME, [object, ...link.allFromHost(args)], {}));
  }

  #result([ok, ...values]: readonly LuaValue[]): ResumeResult {
    const { object } = this;
    if (ok !== true) return { status: "error", error: this.#failure(values[0]) };
    return { status: object.status === "dead" ? "return" : "yield", values };
  }

  #failure(shown: LuaValue): LuaRuntimeFailure {
    const { link } = this;
    const { cx } = link;
    const co = this.object;
    // a coroutine that could not be resumed has not raised the error itself
    const isOwn = co.failed && !this.#hasFailed;
    const thrown = new LuaThrow(isOwn ? co.failure : link.fromHost(shown));
    if (isOwn) {
      this.#hasFailed = true;
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
