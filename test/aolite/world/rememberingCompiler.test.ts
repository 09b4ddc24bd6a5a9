import { describe, expect, it } from "vitest";
import { createWorld, restoreWorld, type World } from "../../../src/aolite/index.ts";
import { RememberingCompiler } from "../../../src/aolite/world/rememberingCompiler.ts";
import type { SimWorld } from "../../../src/aolite/world/world.ts";
import { SyntaxFault } from "../../../src/base/syntaxError.ts";
import type { Compiler } from "../../../src/compiler/bytecode/compiler.ts";
import { COMPILER } from "../../../src/compiler/compile.ts";

const KEEPER = `
  Kept = {}
  Handlers.add("load", "Load", function(msg)
    local fn = assert(load(msg.Data))()
    Kept[#Kept + 1] = fn
    Sum = (Sum or 0) + 20
  end)`;

/** A compiler that counts what it is asked for. */
function counting(): Compiler & { texts: string[] } {
  const texts: string[] = [];
  return {
    texts,
    id: COMPILER.id,
    compile(source, chunkName, version) {
      texts.push(source);
      return COMPILER.compile(source, chunkName, version);
    },
  };
}

function memory(world: World, id: string): number {
  const { cx } = (world as SimWorld).simulation.core.process(id).engine!;
  return cx.allocated;
}

describe("equal programs are compiled once", () => {
  it("per name, version and text; each time as prototypes of their own", () => {
    const compiler = counting();
    const remembering = new RememberingCompiler(compiler);
    const one = remembering.compile("return function() end", "=a", "5.4");
    const two = remembering.compile("return function() end", "=a", "5.4");
    expect(compiler.texts).toHaveLength(1);
    expect(two).toEqual(one);
    expect([two === one, two.protos[0] === one.protos[0]]).toEqual([false, false]);
    expect(two.protos[0]!.code).toBe(one.protos[0]!.code);
    expect(remembering.compile("return function() end", "=b", "5.4").source).toBe("=b");
    expect(remembering.compile("return function() end", "=a", "5.3").version).toBe("5.3");
    expect(compiler.texts).toHaveLength(3);
    expect(remembering.id).toBe(COMPILER.id);
  });

  it("and no name can pass for another with more text", () => {
    const remembering = new RememberingCompiler(counting());
    const short = remembering.compile("return 2", "=a\nlocal x = 1", "5.4");
    const long = remembering.compile("local x = 1\nreturn 2", "=a", "5.4");
    expect([short.source, long.source]).toEqual(["=a\nlocal x = 1", "=a"]);
  });

  it("errors each time anew, long texts too, and not more is kept than there is room for", () => {
    const compiler = counting();
    const remembering = new RememberingCompiler(compiler);
    for (let i = 0; i < 2; i++) expect(() => remembering.compile("x =", "=a", "5.4")).toThrow(SyntaxFault);
    expect(compiler.texts).toHaveLength(2);
    const long = `return "${"x".repeat(200_000)}"`;
    for (let i = 0; i < 2; i++) remembering.compile(long, "=a", "5.4");
    expect(compiler.texts).toHaveLength(4);
    remembering.compile("return 1", "=a", "5.4");
    for (let i = 0; i < 11; i++) remembering.compile(`return "${"x".repeat(100_000)}${i}"`, "=a", "5.4");
    remembering.compile("return 1", "=a", "5.4");
    expect(compiler.texts).toHaveLength(4 + 1 + 11 + 1);
  });

  it("and nothing else shows it: gas, memory, and states that have the same code again and again", () => {
    const world = createWorld({ seed: "s" });
    world.spawn("p", { code: KEEPER });
    world.spawn("q", { code: KEEPER });
    expect(memory(world, "q")).toBe(memory(world, "p"));
    const send = (to: World): void => {
      to.send({ From: "a", Target: "p", Action: "Load", Data: "local x = ... return function() return x end" });
      to.run();
    };
    send(world);
    // a restored world has compiled nothing yet
    const restored = restoreWorld(world.snapshot(), world.options);
    send(world);
    send(restored);
    expect(world.inspect("p", "Sum")).toBe(40);
    expect(restored.stateHash()).toBe(world.stateHash());
    expect(restored.snapshot()).toEqual(world.snapshot());
    const gas = (one: World): number | undefined => one.results().at(-1)?.GasUsed;
    expect(gas(world)).toBeGreaterThan(100);
    expect(gas(restored)).toBe(gas(world));
  });
});
