import { expect, it } from "vitest";
import { aoliteWorld, installAolite } from "../../../src/aolite/index.ts";
import { ProcessErrors } from "../../../src/aolite/testing/processErrors.ts";
import type { TestResult } from "../../../src/aolite/testing/results.ts";
import { TestSuite } from "../../../src/aolite/testing/suite.ts";
import { createLua } from "../../../src/api/index.ts";

const WORLD = `
local aolite = require("aolite")
aolite.spawnProcess("p", [[
  Handlers.add("Bad", "Bad", function() error("bad") end)
  Handlers.add("Lost", "Lost", function() Send({ Target = "nobody", Action = "Note" }) end)
  Handlers.add("Patch", "Patch", function() Send({ device = "patch@1.0" }) end)
]], { ["On-Boot"] = "Data" })
local function send(action) pcall(aolite.send, { From = "p", Target = "p", Action = action }) end
`;

async function results(source: string, isStrict = true): Promise<readonly TestResult[]> {
  const lua = createLua({ libs: "all" });
  installAolite(lua);
  const errors = new ProcessErrors(aoliteWorld(lua));
  const strict = isStrict ? { processErrors: () => errors.take() } : {};
  return new TestSuite(lua, { file: "a_test.lua", ...strict }).run(WORLD + source);
}

async function outcomes(source: string): Promise<string[]> {
  return (await results(source)).map(({ status, blocks, name }) => `${status} ${[...blocks, name].join("/")}`);
}

it("AO 11.10 a strict test fails when a process fails in it, and says who, on which message and why", async () => {
  const source = 'it("t", function() send("Bad") send("Lost") send("Patch") end) it("u", function() end)';
  expect(await results(source)).toMatchObject([
    {
      name: "t",
      status: "fail",
      line: 9,
      message: `unexpected errors in processes (allow_errors() allows them):
  p, message Bad (p#1 from p): [string "onboot"]:1: bad
  p, message Note (p#3 from p): aolite: Target process not found: nobody`,
    },
    { name: "u", status: "pass" },
  ]);
  expect(await results(source, false)).toMatchObject([{ status: "pass" }, { status: "pass" }]);
});

it("AO 11.10 errors of processes are told beside other reasons to fail", async () => {
  const [failed, pending] = await results(`
    it("t", function() send("Bad") assert.equal(1, 2) end)
    it("u", function() send("Bad") pending("later") end)`);
  expect(failed!.message).toMatch(
    /^a_test.lua:10: expected 1, got 2\nunexpected errors in processes .*\n {2}p, .*bad$/s,
  );
  expect(pending).toMatchObject({ status: "pending", message: "later" });
});

it("AO 11.10 errors of processes in hooks and outside of tests count where they happen", async () => {
  expect(
    await outcomes(`describe("each", function()
      local n = 0
      before_each(function() n = n + 1 if n == 1 then send("Bad") end end)
      after_each(function() if n == 2 then send("Bad") end end)
      for i = 1, 3 do it(tostring(i), function() end) end
    end)`),
  ).toEqual(["fail each/1", "fail each/2", "pass each/3"]);
  expect(
    await outcomes(`send("Bad")
    describe("all", function()
      send("Bad")
      setup(function() send("Bad") end)
      teardown(function() send("Bad") end)
      it("t", function() end)
    end)`),
  ).toEqual(["fail (the file)", "fail all/(the block)", "fail all/(setup)", "pass all/t", "fail all/(teardown)"]);
});

it("AO 11.10 a test, a hook or a block may allow errors of processes", async () => {
  expect(
    await outcomes(`
    it("t", function() allow_errors() send("Bad") end)
    it("u", function() send("Bad") allow_errors() end)
    it("v", function() send("Bad") end)
    it("w", function() allow_errors() end)
    describe("x", function() send("Bad") end)
    describe("all", function()
      send("Bad")
      setup(function() send("Bad") end)
      teardown(function() send("Bad") end)
      describe("inner", function() it("t", function() send("Bad") end) end)
      allow_errors()
    end)
    describe("hooks", function()
      setup(function() allow_errors() send("Bad") end)
      before_each(allow_errors)
      it("t", function() send("Bad") end)
      teardown(function() send("Bad") end)
    end)`),
  ).toEqual([
    "pass t",
    "pass u",
    "fail v",
    "pass w",
    "fail x/(the block)",
    "pass all/inner/t",
    "pass hooks/t",
    "fail hooks/(teardown)",
  ]);
});
