/** Handles of functions. */
import { chunkId } from "../base/source.ts";
import { type CallContext, continuation, nativeFunction } from "../vm/callContext.ts";
import { SIZE } from "../vm/gas.ts";
import type { LuaFunction as FunctionObject, NativeFunction } from "../vm/value.ts";
import { Closure } from "../vm/value.ts";
import { Handle } from "./link.ts";
import type { CallOptions, FunctionInfo, LuaFunction, LuaInput, LuaValue } from "./values.ts";

/** The handle of a function. */
export class FunctionHandle extends Handle<FunctionObject> implements LuaFunction {
  readonly type = "function";

  get info(): FunctionInfo {
    const fn = this.object;
    if (!(fn instanceof Closure)) {
      const { name } = fn;
      return { name, chunk: "[C]", lineDefined: -1, lastLine: -1, params: 0, isVararg: true, isHost: true };
    }
    const { proto, parameters, isVararg } = fn.code;
    return {
      chunk: this.link.textOf(chunkId(proto.source)),
      lineDefined: proto.lineDefined,
      lastLine: proto.lastLineDefined,
      params: parameters,
      isVararg,
      isHost: false,
    };
  }

  call(...args: LuaInput[]): LuaValue[] {
    return this.link.call(this.object, args);
  }

  callAsync(...args: LuaInput[]): Promise<LuaValue[]> {
    return this.callWith({}, ...args);
  }

  async callWith(options: CallOptions, ...args: LuaInput[]): Promise<LuaValue[]> {
    const { link, object } = this;
    return link.runAsync(object, link.allFromHost(args), options);
  }

  bind(...args: LuaInput[]): LuaFunction {
    const { link, object } = this;
    link.cx.allocate(SIZE.closure + args.length * SIZE.item);
    return link.toHost(nativeFunction("bind", callBound, [object, ...link.allFromHost(args)])) as LuaFunction;
  }

  toJS(): (...args: LuaInput[]) => LuaValue {
    return (...args) => this.call(...args)[0];
  }

  toAsyncJS(): (...args: LuaInput[]) => Promise<LuaValue> {
    return async (...args) => (await this.callAsync(...args))[0];
  }

  upvalue(name: string | number): LuaValue {
    const fn = this.object;
    if (!(fn instanceof Closure)) return undefined;
    const { upvalues } = fn.code.proto;
    const index =
      typeof name === "number"
        ? name - 1
        : upvalues.findIndex((upvalue) => this.link.textOf(upvalue.name ?? "") === name);
    return this.link.toHost(fn.upvalues[index]?.v);
  }
}

const bound = continuation("host.bind", (cx: CallContext) => cx.retArgs(1));

/** Calls its first upvalue with the others and then its own arguments. */
function callBound(cx: CallContext): number {
  const [fn, ...given] = (cx.native as NativeFunction).upvalues;
  for (let i = 1; i <= cx.nargs; i++) given.push(cx.arg(i));
  cx.checkStack(given.length);
  return cx.call(fn, given, bound, undefined);
}
