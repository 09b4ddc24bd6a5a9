-- Garbage alone is enough for weak tables, finalisers and the count to change.
local function waitFor(make)
  local w = setmetatable({}, {__mode = "v"})
  w[1] = {}
  local i = 0
  repeat i = i + 1 local garbage = make(i) until w[1] == nil
  return "gone"
end
print(waitFor(function() return {} end)) --> gone
print(waitFor(function(i) return {x = i, y = i} end)) --> gone
print(waitFor(function(i) return function() return i end end)) --> gone
print(waitFor(function(i) return "string " .. i end)) --> gone
print(waitFor(function(i) return tostring(i) end)) --> gone
print(waitFor(function(i) return ("x"):rep(i % 100) .. i end)) --> gone
print(waitFor(function() return coroutine.create(print) end)) --> gone
local done = false
setmetatable({}, {__gc = function() done = true end})
repeat local t = {} until done
print(done) --> true
-- not while stopped
collectgarbage()
collectgarbage("stop")
local base = collectgarbage("count")
local w = setmetatable({{}}, {__mode = "v"})
repeat local t = {} until collectgarbage("count") > 3 * base
print(w[1] ~= nil, collectgarbage("isrunning")) --> true false
collectgarbage("restart")
repeat local t = {} until collectgarbage("count") <= 2 * base
print(w[1]) --> nil
