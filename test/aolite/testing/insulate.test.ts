import { describe, expect, it } from "vitest";
import { TestSuite } from "../../../src/aolite/testing/suite.ts";
import { createLua } from "../../../src/api/index.ts";

async function outcomes(source: string): Promise<string[]> {
  const lua = createLua({ libs: "all" });
  const results = await new TestSuite(lua, { file: "a_test.lua" }).run(source);
  return results.map(({ status, blocks, name, message }) =>
    [status, [...blocks, name].join("/"), ...(message === undefined ? [] : [message])].join(" "),
  );
}

describe("insulated blocks", () => {
  it("leave globals as they were, whoever changed them", async () => {
    expect(
      await outcomes(`kept, gone, changed = 1, 2, 3
      local index = {}
      insulate("i", function()
        leak, gone, changed = 1, nil, 4
        setup(function() from_setup = 1 end)
        teardown(function() assert.equal(1, from_test) from_teardown = 1 end)
        it("a", function()
          from_test = 1
          string = nil
          setmetatable(_G, { __index = index })
          assert.same({ 1, 4, 1 }, { leak, changed, from_setup })
        end)
      end)
      describe("after", function()
        it("x", function()
          assert.same({ kept = 1, gone = 2, changed = 3 }, { kept = kept, gone = gone, changed = changed })
          for _, name in ipairs({ "leak", "from_setup", "from_test", "from_teardown" }) do assert.is_nil(_G[name]) end
          assert.is_table(string)
          assert.is_nil(getmetatable(_G))
        end)
      end)`),
    ).toEqual(["pass i/a", "pass after/x"]);
  });

  it("leave loaded modules as they were", async () => {
    expect(
      await outcomes(`package.preload.mine = function() return {} end
      package.preload.early = function() return {} end
      local early = require("early")
      insulate("i", function()
        it("a", function()
          mine = require("mine")
          package.loaded.early = nil
          assert.are_not.equal(early, require("early"))
        end)
      end)
      it("x", function()
        assert.is_nil(package.loaded.mine)
        assert.equal(early, require("early"))
      end)`),
    ).toEqual(["pass i/a", "pass x"]);
  });

  it("leave them so also without tests, and after an error", async () => {
    expect(
      await outcomes(`insulate("none", function() leak = 1 end)
      insulate("bad", function() leak = 1 error("stop", 0) end)
      it("x", function() assert.is_nil(leak) end)`),
    ).toEqual(["error bad/(the block) stop", "pass x"]);
  });

  it("may be called without a name", async () => {
    expect(await outcomes(`insulate(function() it("t", function() end) end)`)).toEqual(["pass insulate/t"]);
  });

  it("do not take back what exposed blocks in them do", async () => {
    expect(
      await outcomes(`insulate("i", function()
        leak = 1
        expose("e", function() shown = 1 it("t", function() also = 1 end) end)
        it("late", function() later = 1 end)
      end)
      it("x", function() assert.same({ 1, 1, 1 }, { leak, shown, also }) assert.is_nil(later) end)
      expose("plain", function() open = 1 end)
      it("y", function() assert.equal(1, open) end)`),
    ).toEqual(["pass i/e/t", "pass i/late", "pass x", "pass y"]);
  });

  it("let other blocks keep theirs", async () => {
    expect(
      await outcomes(`describe("d", function() leak = 1 it("t", function() end) end)
      it("x", function() assert.equal(1, leak) end)`),
    ).toEqual(["pass d/t", "pass x"]);
  });
});

describe("blocks and tests without a function", () => {
  it("get it afterwards", async () => {
    expect(await outcomes(`describe "d" (function() it "t" (function() assert(false, "no") end) end)`)).toEqual([
      "fail d/t no",
    ]);
  });

  it("are broken, or pending", async () => {
    expect(await outcomes(`describe("d") it("t")`)).toEqual([
      "error d/(the block) 'describe' without a function",
      "pending t",
    ]);
  });
});
