/** What a file of tests declares: blocks with tests, hooks and further blocks. */
import type { LuaFunction } from "../../api/values.ts";

/** When a hook runs. */
export type HookName = "setup" | "teardown" | "beforeEach" | "afterEach";

/** A test, or a group of them. */
export interface Item {
  readonly name: string;
  /** The word that declared it. */
  readonly word: string;
  /** Absent: a pending test, or a block that lacks something. */
  body: LuaFunction | undefined;
  readonly isBlock: boolean;
}

/** A group of tests; the file is one, too. */
export class Block {
  readonly name: string;
  readonly parent: Block | undefined;
  readonly items: Item[] = [];
  readonly hooks: Record<HookName, LuaFunction[]> = { setup: [], teardown: [], beforeEach: [], afterEach: [] };
  /** Processes may fail in it. */
  allowsErrors = false;
  /** Of an insulated one: puts the globals back. */
  restore: (() => void) | undefined;

  constructor(name: string, parent: Block | undefined) {
    this.name = name;
    this.parent = parent;
  }

  /** Names of the blocks from the outermost in; the file itself has none. */
  get names(): readonly string[] {
    const names: string[] = [];
    for (let block: Block = this; block.parent !== undefined; block = block.parent) names.unshift(block.name);
    return names;
  }

  /** This block and those around it, innermost first. */
  get chain(): readonly Block[] {
    const chain: Block[] = [];
    for (let block: Block | undefined = this; block !== undefined; block = block.parent) chain.push(block);
    return chain;
  }
}
