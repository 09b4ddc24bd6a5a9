local s = require "support"
local function parser()
  local cli = require("cliargs.core")()
  cli:set_name "tool"
  cli:set_description "Does things."
  cli:argument("OUTPUT", "path to the output")
  cli:splat("INPUTS", "the sources", "/tmp/x", 3)
  cli:option("-c, --compress=FILTER", "the filter", "gzip")
  cli:option("-o FILE", "path to output file", "a.out")
  cli:option("--level=N", "a level whose description is so very long that the help text has to break it into several lines")
  cli:flag("-d", "debug mode")
  cli:flag("-v, --version", "prints the version")
  cli:flag("--[no-]color", "colours", true)
  return cli
end
for _, args in ipairs {
  { "out" }, { "out", "a", "b" }, { "--compress=lzma", "out" }, { "-c", "bz2", "-d", "out", "x" }, { "--no-color", "out" }, {}, { "out", "1", "2", "3", "4" }, { "--unknown", "out" }, { "-o" }, { "--compress" }, { "out", "--level=3" }, { "-dv", "out" }, { "--", "out", "-d" },
} do
  s.try(table.concat(args, " "), function() return parser():parse(args) end)
end
print(parser().printer.generate_help())
print(parser().printer.generate_usage())
print(parser():parse({ "--help" }))
local cli = require("cliargs.core")()
cli:set_name "git"
cli:command("push", "pushes"):argument("REMOTE", "where"):flag("-f", "force"):action(function(options) s.show("push", options) end)
s.try("command", function() return cli:parse { "push", "origin", "-f" } end)
s.try("no key", function() return cli:option() end)
