-- setlocal on the temporaries of library functions under way
-- libs: all
-- expect: ok done
local function poison(v) for i = 1, 20 do pcall(debug.setlocal, 3, i, v) pcall(debug.setlocal, 2, i, v) end end
for _, v in ipairs { false, 1, "x", {}, print, math.mininteger } do
  pcall(table.sort, { 3, 1, 2, 5, 4 }, function(a, b) poison(v) return false end)
  pcall(string.gsub, "abc", ".", function() poison(v) return nil end)
  pcall(pcall, function() poison(v) end)
  pcall(xpcall, error, function() poison(v) end)
  pcall(load, function() poison(v) return nil end)
  pcall(coroutine.wrap(function() poison(v) end))
  pcall(tostring, setmetatable({}, { __tostring = function() poison(v) return "x" end }))
  pcall(table.concat, setmetatable({}, { __len = function() return 3 end, __index = function() poison(v) return "x" end }))
  pcall(function() for k in pairs(setmetatable({}, { __pairs = function() poison(v) return next, {}, nil end })) do end end)
  pcall(table.move, setmetatable({}, { __index = function() poison(v) return 1 end }), 1, 5, 2)
  pcall(require, "x")
end
print("done")
