/** A world as a host program in Lua sees it: the simulation, the engine of the program, and what lies between them. */
import { decodeUtf8, stringToBytes } from "../../base/byteString.ts";
import type { LuaFile } from "../../base/host.ts";
import { isNumber, toDouble } from "../../base/luaFloat.ts";
import type { CallContext } from "../../vm/callContext.ts";
import { LuaThrow } from "../../vm/errors.ts";
import { callFromHost } from "../../vm/run.ts";
import { LuaTable } from "../../vm/table.ts";
import type { LuaValue } from "../../vm/value.ts";
import { encodeJson } from "../modules/jsonEncode.ts";
import { serializeData } from "../modules/log.ts";
import { AoError } from "../world/aoError.ts";
import { bintClasses } from "../world/bintClasses.ts";
import { CopiedTable, copyIn, copyOut } from "../world/copied.ts";
import type { Core } from "../world/core.ts";
import type { Message } from "../world/message.ts";
import { newSimulation } from "../world/options.ts";
import { DEFAULT_CYCLES, type Simulation } from "../world/simulation.ts";
import type { World, WorldOptions } from "../world/types.ts";
import { SimWorld } from "../world/world.ts";
import { imageOf, plainGlobals } from "./globals.ts";
import { Membrane } from "./membrane.ts";
import { MessageTables } from "./messageTables.ts";

/** From this verbosity on debug lines and warnings are printed (AO 7.6). */
const DEBUG = 2;
const WARN = 1;

/** See the file comment. */
export class HostWorld {
  readonly cx: CallContext;
  readonly simulation: Simulation;
  readonly membrane: Membrane;
  readonly tables: MessageTables;
  autoSchedule = true;
  printOutput = false;
  logPath: string | undefined;
  readonly #options: WorldOptions;
  #view: World | undefined;
  /** Units that processes have used and the host has not paid for yet. */
  #owed = 0;

  /** @param options beside what follows from the host's engine */
  constructor(cx: CallContext, options: WorldOptions) {
    this.cx = cx;
    this.#options = options;
    const { fs, variables } = cx.env;
    const env = { ...(fs === undefined ? {} : { fs }), ...(variables === undefined ? {} : { variables }) };
    this.simulation = newSimulation(
      // time goes on as the program sees it, and as it says beyond that
      { version: cx.version, env, clock: () => cx.env.clock?.now() ?? 0, ...options },
      { compiler: cx.compiler },
    );
    this.membrane = new Membrane({
      cx,
      run: (engine, fn, args) => {
        const outcome = engine.run(fn, args, this.core.budget);
        this.#owed += outcome.used;
        return outcome;
      },
      touched: () => this.simulation.touched(),
    });
    this.tables = new MessageTables(cx);
    this.core.hooks = {
      debug: (kind, line) => {
        if (kind === "output" && !this.printOutput) return;
        this.print(DEBUG, line);
      },
      traces: () => this.#verbosity >= DEBUG,
      offered: (message) => {
        if (this.logPath !== undefined) this.#log(this.logPath, message);
      },
      prepare: ({ engine }) => {
        const image = imageOf(cx, engine!.cx, (v) => this.membrane.isForeign(v));
        if (JSON.stringify(image) !== JSON.stringify(this.core.image)) this.simulation.setImage(image);
      },
      remaining: () => cx.gas + cx.reserve + cx.withheld - this.#owed,
      spent: (units) => {
        this.#owed += units;
      },
    };
  }

  get core(): Core {
    return this.simulation.core;
  }

  /** The same world for TypeScript. */
  get view(): World {
    this.#view ??= new SimWorld({ version: this.cx.version, ...this.#options, autoSchedule: false }, this.simulation);
    return this.#view;
  }

  /** Does something in the world; its errors become Lua errors, and the host pays for what processes have used. */
  perform<T>(work: (simulation: Simulation) => T): T {
    try {
      this.#giveGlobals();
      return work(this.simulation);
    } catch (error) {
      if (!(error instanceof AoError)) throw error;
      throw new LuaThrow(error.message);
    } finally {
      const owed = this.#owed;
      this.#owed = 0;
      this.cx.charge(owed);
    }
  }

  /** Processes find the host's globals as they are now. */
  #giveGlobals(): void {
    const { globals } = this.core;
    const now = plainGlobals(this.cx);
    const isSame =
      now.keys.length === globals.keys.length &&
      now.keys.every((key, i) => key === globals.keys[i] && Object.is(now.values[i], globals.values[i]));
    if (!isSame && this.isIdle) this.simulation.setGlobals(now);
  }

  /** Whether nothing of the world is under way: a function of the host that a process calls does not run the scheduler. */
  get isIdle(): boolean {
    return this.core.running === 0 && this.core.handling === undefined;
  }

  /** Runs the scheduler when that is automatic. @throws LuaThrow "Error in process P: ..." */
  runIfAutomatic(): void {
    if (this.autoSchedule && this.isIdle) this.run(DEFAULT_CYCLES);
  }

  /** @throws LuaThrow "Error in process P: ..." */
  run(cycles: number): void {
    const { errors } = this.perform((simulation) => simulation.run(cycles, Number.POSITIVE_INFINITY));
    if (errors.length > 0) throw new LuaThrow(errors[0]!);
  }

  /** Prints a line through the host's global `print`, if the verbosity is at least `level`. */
  print(level: number, line: string): void {
    if (this.#verbosity < level) return;
    callFromHost(this.cx, this.cx.globals.getStr("print") as LuaValue, [line]);
  }

  get #verbosity(): number {
    const verbosity = this.cx.globals.getStr("PrintVerb") as LuaValue;
    return isNumber(verbosity) ? toDouble(verbosity) : 0;
  }

  /** Appends a line to the message log (AO 7.6). */
  #log(path: string, message: Message): void {
    const { scratch } = this.core;
    const problem = (why: string): void => this.print(WARN, `[aolite] cannot write message log ${path}: ${why}`);
    let line: string;
    try {
      line = encodeJson(scratch, serializeData(scratch, this.#plain(message)));
    } catch (thrown) {
      if (!(thrown instanceof LuaThrow)) throw thrown;
      problem(scratch.plainTostring(thrown.value));
      return;
    }
    try {
      const file = this.cx.env.fs?.open(decodeUtf8(path), "a") as LuaFile | undefined;
      if (file === undefined || file instanceof Promise) {
        problem("no file system");
        return;
      }
      void file.write(stringToBytes(`${line}\n`));
      void file.close();
    } catch (error) {
      problem(error instanceof Error ? error.message : String(error));
    }
  }

  #plain(message: Message): LuaTable {
    const { scratch } = this.core;
    const copy = (v: Parameters<typeof copyIn>[1]): LuaValue => copyIn(scratch, v, bintClasses);
    const table = scratch.newTable(0, message.fields.size + 1);
    const list = scratch.newTable(message.tags.length);
    for (const { name, value } of message.tags) {
      const tag = scratch.newTable(0, 2);
      tag.setStr("name", copy(name));
      tag.setStr("value", copy(value));
      list.append(tag);
    }
    for (const [i, name] of message.fields.names.entries()) {
      table.set(name, copy(message.fields.values[i]));
      if (name === "Anchor") table.setStr("Tags", list);
    }
    if (table.getStr("Tags") === undefined) table.setStr("Tags", list);
    return table;
  }

  /** A table of the host as a copy for messages, proxies as what they stand for. */
  copied(v: LuaValue): CopiedTable | undefined {
    const plain = this.membrane.plain(v);
    const copy = plain instanceof LuaTable ? copyOut(plain, (inner) => this.membrane.plain(inner)) : undefined;
    return copy instanceof CopiedTable ? copy : undefined;
  }
}
