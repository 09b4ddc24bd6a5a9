import { describe, expect, it } from "vitest";
import {
  countOf,
  DEFAULT_LIMITS,
  helpOf,
  overview,
  RUN,
  readArguments,
  TEST,
  VERBS,
  worldArguments,
} from "../../../src/cli/ao/arguments.ts";

describe("arguments of perigee ao", () => {
  it("are options, then operands; what follows a scenario is the scenario's", () => {
    const args = readArguments(RUN, ["--seed=7", "-q", "--limit", "memory=1e6", "x.lua", "--quiet", "-z"]);
    expect(args.operands).toEqual(["x.lua", "--quiet", "-z"]);
    expect([...args.options]).toEqual([
      ["--seed", ["7"]],
      ["--quiet", [""]],
      ["--limit", ["memory=1e6"]],
    ]);
    expect(readArguments(TEST, ["a", "--watch", "b", "--", "--c"]).operands).toEqual(["a", "b", "--c"]);
  });

  it("say what world it is", () => {
    const world = (...words: string[]) => worldArguments(readArguments(RUN, words), RUN);
    expect(world()).toEqual({
      version: "5.3",
      limits: DEFAULT_LIMITS,
      seed: 0,
      schedule: "fifo",
      clock: 0,
      data: undefined,
      rollback: false,
      metadata: false,
    });
    expect(world("--limit", "instructions=5e3", "--limit", "memory=none", "--lua=5.4").limits).toEqual({
      instructions: 5000,
    });
  });

  it.each([
    [["--nope"], "unrecognized option '--nope' (see 'perigee ao run --help')"],
    [["--seed"], "'--seed' needs a value (see 'perigee ao run --help')"],
    [["--quiet=1"], "'--quiet' takes no value (see 'perigee ao run --help')"],
    [["--lua", "5.1"], "'--lua' must be 5.3 or 5.4, not '5.1' (see 'perigee ao run --help')"],
    [["--limit", "time=3"], "no limit named 'time' (there are instructions, memory) (see 'perigee ao run --help')"],
    [["--limit", "memory"], "limit 'memory' must have the form memory=number (see 'perigee ao run --help')"],
    [["--seed", "-1"], "'--seed' must be a whole number of at least 0, not '-1' (see 'perigee ao run --help')"],
  ])("%j are refused", (words, message) => {
    expect(() => worldArguments(readArguments(RUN, words), RUN)).toThrow(message);
  });

  it("have numbers with a least value", () => {
    expect(countOf(readArguments(TEST, ["--seeds", "1_000"]), "--seeds", TEST, 1)).toBe(1000);
    expect(() => countOf(readArguments(TEST, ["--seeds", "0"]), "--seeds", TEST, 1)).toThrow("at least 1");
  });

  it("are explained, each verb and each option", () => {
    for (const verb of VERBS) {
      expect(overview()).toContain(verb.summary);
      for (const { name, help } of verb.options)
        expect(helpOf(verb)).toMatch(
          new RegExp(`${name}\\b.* ${help.slice(0, 10).replace(/[.*+?^$(){}|[\]\\]/g, "\\$&")}`),
        );
    }
  });
});
