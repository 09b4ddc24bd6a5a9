-- Yields from everywhere a yield may come from
-- expect: ok 3 3 | x!x! | 7 | true | ok
local function go(f)
  local co, r = coroutine.create(f)
  for i = 1, 1000 do
    local s = table.pack(coroutine.resume(co))
    assert(s[1], s[2])
    if coroutine.status(co) == "dead" then return s[2] end
  end
end
print(go(function() local t = { 3, 1, 2 } table.sort(t, function(a, b) coroutine.yield() return a < b end) return t[3] end),
  go(function() return #table.pack(coroutine.yield() or 1, 2, 3) end))
print(go(function() return (("xx"):gsub("x", function(c) coroutine.yield() return c .. "!" end)) end))
print(go(function() return setmetatable({}, { __index = function() coroutine.yield() return 7 end }).x end))
print(go(function() return pcall(function() coroutine.yield() end) end))
print(go(function() return select(2, xpcall(error, function() coroutine.yield() return "ok" end)) or "ok" end))
