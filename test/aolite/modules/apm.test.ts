import { describe, expect, it } from "vitest";
import { apmHandlers, apmModule, openApm } from "../../../src/aolite/modules/apm.ts";
import { encodeUtf8 } from "../../../src/base/byteString.ts";
import { COMPILER } from "../../../src/compiler/compile.ts";
import type { CallContext } from "../../../src/vm/callContext.ts";
import { bareEngine, errorOf, run, runWithSnapshots } from "./moduleEngine.ts";

/** A process with what the module uses: messages go to `sent`, lines to `printed`, handlers are in `handlers`. */
function processEngine(): CallContext {
  const cx = bareEngine();
  cx.compiler = COMPILER;
  const apm = openApm(cx, cx.globals);
  cx.globals.setStr("apm", apm);
  const handlers = cx.newTable();
  for (const { name, pattern, handle } of apmHandlers(cx, cx.globals, apm)) {
    const entry = cx.newTable();
    entry.setStr("name", name);
    entry.setStr("pattern", pattern);
    entry.setStr("handle", handle);
    handlers.append(entry);
    handlers.setStr(name, handle);
  }
  cx.globals.setStr("handlers", handlers);
  run(
    cx,
    "sent, printed = {}, {} function Send(m) sent[#sent + 1] = m end function print(v) printed[#printed + 1] = v end",
  );
  return cx;
}

const HEX = "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end ";

describe("AO 6.5 apm", () => {
  it("asks the registry", () => {
    const source = `
      local line = apm.install 'x' apm.install '@me/y-z_1@1.2.3' apm.search 'q' apm.info 'x' apm.update()
      local out = {} for i, m in ipairs(sent) do out[i] = m.Action .. ' ' .. tostring(m.Data) .. ' ' .. tostring(m.Target == apm.ID) end
      return line, table.concat(out, '|'), apm._version, next(apm.installed)`;
    expect(run(processEngine(), source)).toEqual([
      encodeUtf8("📦 Download requested for @apm/x"),
      "APM.Download @apm/x true|APM.Download @me/y-z_1@1.2.3 true|APM.Search q true|APM.Info @apm/x true|APM.Update nil true",
      "2.0.6",
      undefined,
    ]);
  });

  it.each([
    ["apm.install '@a b/x'", "Invalid vendor name"],
    ["apm.install 'me/x'", "Invalid vendor name"],
    ["apm.install '@me/'", "Invalid package name"],
    ["apm.install 'x y'", "Invalid package name"],
    ["apm.install(nil)", "Invalid package name"],
    ["apm.install 'x@1.2'", "Invalid version"],
    ["apm.uninstall 'x'", "Package not installed"],
    ["apm.search()", "No search query provided"],
    ["apm.info()", "No info query provided"],
  ])("%s is refused", (source, message) => {
    expect(errorOf(processEngine(), source)).toBe(message);
  });

  it("a version may be an id", () => {
    expect(run(processEngine(), `apm.install('x@' .. ('a'):rep(43)) return sent[1].Data`)[0]).toBe(
      `@apm/x@${"a".repeat(43)}`,
    );
  });

  it("has four handlers, in this order (AO 3.6)", () => {
    const source =
      "local out = {} for i, h in ipairs(handlers) do out[i] = h.name .. '=' .. h.pattern.Action end return table.concat(out, ' ')";
    const names = ["Download", "Search", "Info", "Update"].map((name) => `APM.${name}Response=APM.${name}Response`);
    expect(run(processEngine(), source)[0]).toBe(names.join(" "));
  });

  it("installs what is downloaded, and its dependencies", () => {
    const source = `${HEX}
      handlers['APM.DownloadResponse'] { From = apm.ID, Name = 'x', Version = '1.0.0', Data = hex 'hello = 1 return { y = 2 }',
        Dependencies = '{"@me/dep":"2.0.0","x":{"version":"1.0.0"},"other":"latest"}' }
      local out = {} for i, m in ipairs(sent) do out[i] = m.Data end
      local before = { hello, require('@apm/x').y, require('x').y, apm.installed['@apm/x'], table.concat(out, ' '), printed[1] }
      apm.uninstall 'x'
      before[7] = package.loaded.x == nil and apm.installed['@apm/x'] == nil
      return table.unpack(before)`;
    expect(run(processEngine(), source)).toEqual([
      1,
      2,
      2,
      "1.0.0",
      "@me/dep@2.0.0 @apm/other",
      encodeUtf8("📦 Installed @apm/x@1.0.0"),
      true,
    ]);
  });

  it("AO 6.5 takes the name from Package as well, and the version of the name, else latest", () => {
    const source = `${HEX}
      local function answer(t) t.From, t.Data = apm.ID, hex 'return 1' handlers['APM.DownloadResponse'](t) end
      answer { Package = 'x' } answer { Name = '@me/y@1.2.3' } answer { Name = 'z', Version = '9.9.9', Dependencies = '{"w":"1.0.0"}' }
      return apm.installed['@apm/x'], apm.installed['@me/y'], apm.installed['@apm/z'], sent[1].Action, sent[1].Target == apm.ID, sent[1].Data,
        apm.ID, (pcall(apm.install, ('n'):rep(300)))`;
    expect(run(processEngine(), source)).toEqual([
      ...[
        "latest",
        "1.2.3",
        "9.9.9",
        "APM.Download",
        true,
        "@apm/w@1.0.0",
        expect.stringMatching(/^[\w-]{43}$/),
        false,
      ],
    ]);
  });

  it.each(["install 'x'", "search 'q'", "info 'x'", "update()", "uninstall 'x'"])(
    "AO 6.5 apm.%s returns a line of text",
    (call) => {
      const source = `apm.installed['@apm/x'] = '1' package.loaded['@apm/x'] = 1 local line = apm.${call} return type(line), line:sub(1, 4), line:find('\\n')`;
      expect(run(processEngine(), source)).toEqual(["string", encodeUtf8("📦"), undefined]);
    },
  );

  it("shows what is found, and updates itself", () => {
    const source = `${HEX}
      handlers['APM.SearchResponse'] { From = apm.ID, Data = '[1]' }
      handlers['APM.InfoResponse'] { From = apm.ID, Data = 'text' }
      handlers['APM.UpdateResponse'] { From = apm.ID, Data = hex 'apm.new = true', Version = '3.0.0' }
      return printed[1], printed[2], apm.new, apm._version`;
    expect(run(processEngine(), source)).toEqual(["{ \x1b[34m1\x1b[0m }", "text", true, "3.0.0"]);
  });

  it.each([
    ["{ From = 'x', Name = 'x', Data = '' }", "Invalid APM process id"],
    ["{ From = apm.ID, Name = 'x', Data = 'zz' }", "Invalid source"],
    ["{ From = apm.ID, Name = 'x', Data = '29' }", "[string \"@apm/x\"]:1: unexpected symbol near ')'"],
  ])("refuses an answer %s", (message, text) => {
    expect(
      String(errorOf(processEngine(), `handlers['APM.DownloadResponse'] ${message}`)).replace(
        "@apm/x:",
        '[string "@apm/x"]:',
      ),
    ).toBe(text);
  });

  it("survives snapshots", () => {
    const source = `
      local sent, printed = {}, {}
      function Send(m) sent[#sent + 1] = m.Data end
      function print(v) printed[#printed + 1] = v end
      local line = apm.install('x@1.2.3')
      apm.search 'y'
      return line, table.concat(sent, '|')`;
    const { results, stops } = runWithSnapshots({ apm: apmModule }, source, 1);
    expect(results).toEqual([encodeUtf8("📦 Download requested for @apm/x@1.2.3"), "@apm/x@1.2.3|y"]);
    expect(stops).toBeGreaterThan(10);
  });
});
