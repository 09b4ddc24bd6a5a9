local s = require "support"
local argparse = require "argparse"
local function parser()
  local p = argparse("prog", "A program that does things.", "See also: nothing.")
  p:argument("input", "Input file."):args "1-2"
  p:argument("output", "Output."):args "?" :default "a.out"
  p:option("-o --option", "An option with a long description that has to be wrapped somewhere because it does not fit on a line."):argname "<x>"
  p:option("-I --include", "Directories."):count "*"
  p:option("-l --level", "Level.", "1"):convert(tonumber)
  p:option "--pair":args(2)
  p:option "--mode":choices { "fast", "slow" }
  p:flag("-v --verbose", "Sets verbosity."):count "0-2":target "verbosity"
  p:flag "-q --quiet"
  p:mutex(p:flag "--on", p:flag "--off")
  return p
end
print(parser():get_help())
print(parser():get_usage())
for _, args in ipairs {
  { "in.txt" }, { "a", "b", "-o", "x", "-v", "-v", "-Ifoo", "-I", "bar", "--level=5" }, { "in", "--pair", "1", "2", "--mode", "fast" }, {}, { "a", "b", "c", "d" }, { "a", "--nope" }, { "a", "--mode", "medium" }, { "a", "-vvv" }, { "a", "--on", "--off" },
  { "a", "--pair", "1" }, { "a", "--level", "abc" }, { "--", "-x" }, { "a", "--verbos" }, { "a", "-o" },
} do
  s.show(table.concat(args, " "), parser():pparse(args))
end
local p = argparse "git"
p:require_command(true)
p:command_target "command"
local add = p:command("add a", "Add files.")
add:argument("files"):args "+"
add:flag "-f --force"
local commit = p:command("commit", "Commit.")
commit:option("-m --message"):count(1)
for _, args in ipairs { { "add", "x", "y", "-f" }, { "a", "z" }, { "commit", "-m", "hello" }, { "commit" }, {}, { "psuh" }, { "ad" } } do
  s.show("git " .. table.concat(args, " "), p:pparse(args))
end
print(add:get_help())
print(p:get_bash_complete():sub(1, 300))
print(p:get_fish_complete())
s.try("config error", function() argparse():option("no-dash") end)
