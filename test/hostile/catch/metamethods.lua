-- A limit inside of each metamethod
-- expect: limit instructions
local function loop() while true do end end
local t = setmetatable({}, { __index = loop, __newindex = loop, __call = loop, __eq = loop, __lt = loop, __concat = loop,
  __len = loop, __tostring = loop, __pairs = loop, __close = loop, __gc = loop, __unm = loop })
pcall(function() return t .. t end)
print("not reached")
