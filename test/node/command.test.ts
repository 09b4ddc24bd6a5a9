import { describe, expect, it } from "vitest";
import { createLua } from "../../src/api/index.ts";
import { nodeEnv } from "../../src/node/index.ts";

const lua = createLua({ libs: "all", env: nodeEnv() });

describe("commands", () => {
  it("streams: the output of a command is there before it ends", () => {
    expect(
      lua.runSync(`local f = io.popen("echo first; cat") -- waits for input that does not come
                   local line = f:read()
                   local g = io.popen("yes")
                   return line, g:read(), select(2, g:close())`),
    ).toEqual(["first", "y", "exit", 141]);
  });

  it.each([
    ["exit 3", [undefined, "exit", 3]],
    ["exit 129", [undefined, "exit", 129]],
    ["kill -s KILL $$", [undefined, "signal", 9]],
    ["true", [true, "exit", 0]],
  ])("reports how %j ended", (command, expected) => {
    expect(lua.runSync("return io.popen(...):close()", { args: [command] })).toEqual(expected);
    expect(lua.runSync("return os.execute(...)", { args: [command] })).toEqual(expected);
  });

  it("writes to commands", () => {
    const script = `local name = os.tmpname()
      local f = io.popen("tr a-z A-Z > " .. name, "w") f:write(("abc"):rep(100000)) local ok = f:close()
      local s = io.open(name):read("a") os.remove(name)
      return ok, #s, s:sub(1, 3), f`;
    expect(lua.runSync(script).slice(0, 3)).toEqual([true, 300000, "ABC"]);
  });
});
