-- The registry holds nothing of the host, and may be emptied or filled with rubbish
-- libs: all
-- expect: ok x
local r = debug.getregistry()
for k, v in pairs(r) do pcall(function() return v.constructor, v.__proto__ end) end
local names = {}
for k in pairs(r) do names[#names + 1] = k end
for _, v in ipairs { false, 1, "x", {}, print, io.stdout, debug.upvalueid(load("return x"), 1), 0 } do
  for _, name in ipairs(names) do if v == 0 then r[name] = nil else r[name] = v end end
  for _, f in ipairs { io.write, io.read, io.lines, io.close, io.flush, io.open, io.output, io.input, io.popen, io.tmpfile, io.type, require } do
    pcall(f)
    pcall(f, "x")
    pcall(f, io.stdout)
  end
  pcall(tostring, io.stdout)
  pcall(package.searchers[1], "x")
  pcall(package.searchers[2], "x")
  collectgarbage()
end
setmetatable(r, { __index = error, __newindex = error, __gc = error, __mode = "kv" })
collectgarbage()
pcall(require, "string")
pcall(io.write, "")
