-- __close that opens variables to be closed
-- dialects: 5.4
-- expect: ok false true
local function open()
  local x <close> = setmetatable({}, { __close = function() open() end })
end
function open()
  local x <close> = setmetatable({}, { __close = function() open() end })
end
local ok, m = pcall(open)
print(ok, tostring(m):find("overflow", 1, true) ~= nil)
