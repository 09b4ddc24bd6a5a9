-- What is not in a variable in scope or an operand of a pending operation is garbage.
local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end
local w = setmetatable({}, {__mode = "k"})
w[{}] = 1
collectgarbage()
print(count(w)) --> 0
do local k = {} w[k] = 1 end
collectgarbage()
print(count(w)) --> 0
local function unused() local k = {} w[k] = 1 collectgarbage() return count(w) end
print(unused(), collectgarbage(), count(w)) --> 1 0 0
local function parameter(k) w[k] = 1 k = nil collectgarbage() return count(w) end
print(parameter({})) --> 0
local function extra(...) w[...] = 1 collectgarbage() return count(w) end
print(extra({}), collectgarbage(), count(w)) --> 1 0 0
local function pack(...) local t = {...} for i = 1, #t do w[t[i]] = i end t = nil collectgarbage() return count(w), select("#", ...) end
print(pack({}, {}, {})) --> 3 3
collectgarbage()
print(pcall(function(k) w[k] = 1 k = nil collectgarbage() return count(w) end, {})) --> true 0
local t = {(function() local k = {} w[k] = 1 return k end)(), collectgarbage(), count(w)}
print(t[3]) --> 1
t = nil
collectgarbage()
local f do local k = {} w[k] = 1 f = function() return k end end
collectgarbage()
print(count(w)) --> 1
f = nil
collectgarbage()
print(count(w)) --> 0
for i = 1, 3 do local k = {} w[k] = i collectgarbage() end
print(count(w) <= 1) --> true
