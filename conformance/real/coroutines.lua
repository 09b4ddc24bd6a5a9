-- lua-coxpcall and lua-lemock.
local s = require "support"
local co = require "coxpcall"
print(coroutine.wrap(function()
  return co.pcall(function(...)
    local got = coroutine.yield(1)
    error("after " .. tostring(got))
  end)
end)())
local c = coroutine.wrap(function() return co.xpcall(function() coroutine.yield "y" error { code = 7 } end, function(e) return type(e) == "table" and e.code or e end) end)
print(c(), c())
print(co.pcall(error, "x", 0), co.running and type(co.running()))

require "lua51"
local lemock = require "lemock"
local mc = lemock.controller()
local m = mc:mock()
m.add(1, 2) mc:returns(3)
m.name = "x"
m.fails() mc:error "mocked failure"
m:method "arg" mc:returns "first" mc:times(2)
mc:replay()
print(m.add(1, 2))
m.name = "x"
s.try("fails", m.fails)
print(m:method "arg", m:method "arg")
print(pcall(mc.verify, mc))
s.try("unexpected", function() local mc2 = lemock.controller() local x = mc2:mock() x.a(1) mc2:replay() x.b(2) end)
s.try("unmet", function() local mc2 = lemock.controller() local x = mc2:mock() x.a(1) mc2:replay() mc2:verify() end)
