import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AoCommand, type AoRun, buildAoCommand } from "../../support/aoCommand.ts";

let command: AoCommand;
const ao = (...args: Parameters<AoCommand["ao"]>): AoRun => command.ao(...args);

const PASSES = 'it("t", function() end)';

beforeAll(async () => {
  command = await buildAoCommand({
    "dir/good_test.lua": PASSES,
    "dir/named_test.lua/inner_spec.lua": PASSES,
    "dir/.hidden/x_test.lua": "error('never read')",
    "dir/.x_test.lua": "error('never read')",
    "dir/node_modules/lib/x_test.lua": "error('never read')",
    "broken/a_test.lua": PASSES,
    "broken/z_test.lua": PASSES,
  });
  const path = (name: string): string => join(command.work, name);
  symlinkSync("user@host.1234:1", path("dir/.#b_test.lua"));
  symlinkSync("..", path("dir/named_test.lua/round"));
  mkdirSync(path("dir/empty_test.lua"));
  symlinkSync("nowhere", path("broken/b_test.lua"));
});
afterAll(() => command.remove());

describe("files of tests", () => {
  it("are found in directories of any name, but not behind names that begin with a dot", () => {
    expect(ao(["test", "dir", "--reporter", "tap"])).toEqual({
      out: "TAP version 13\n# dir/good_test.lua\nok 1 - t\n# dir/named_test.lua/inner_spec.lua\nok 2 - t\n1..2\n",
      err: "",
      status: 0,
    });
  });

  it("may be named whatever they are called", () => {
    expect(ao(["test", "dir/.hidden"]).out).toContain("never read");
  });

  it("that cannot be read fail, and the others run", () => {
    const { out, err, status } = ao(["test", "broken", "--reporter", "tap"]);
    expect(out).toBe(`TAP version 13
# broken/a_test.lua
ok 1 - t
# broken/b_test.lua
not ok 2 - (the file)
  ---
  severity: "error"
  message: "cannot open broken/b_test.lua: No such file or directory"
  at: "broken/b_test.lua"
  ...
# broken/z_test.lua
ok 3 - t
1..3
`);
    expect([err, status]).toEqual(["", 1]);
    const seeds = ao(["test", "broken", "--seeds", "2"]);
    expect(seeds.out).toContain("broken: (the file)  broken/b_test.lua\n  cannot open broken/b_test.lua: No such file");
    expect(seeds.out).toMatch(/\n2 passed, 1 broken \(3 files, 2 seeds, .*\)\n$/);
  });
});
