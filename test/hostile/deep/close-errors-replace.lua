-- Each __close on the way replaces the error by a longer one
-- dialects: 5.4
-- expect: ok false 1001
local function f(k)
  if k == 0 then error("x", 0) end
  local x <close> = setmetatable({}, { __close = function(_, e) error(e .. "y", 0) end })
  f(k - 1)
  return 1
end
local ok, m = pcall(f, 1000)
print(ok, #m)
