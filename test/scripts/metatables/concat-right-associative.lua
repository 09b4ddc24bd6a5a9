local log = {}
local mt = {__concat = function(a, b)
  log[#log + 1] = (type(a) == "table" and "T" or a) .. "+" .. (type(b) == "table" and "T" or b)
  return "r"
end}
local t = setmetatable({}, mt)
print(t .. "x") --> r
print("a" .. "b" .. t .. "c" .. "d") --> abr
print(1 .. t .. 2) --> 1r
print(table.concat(log, " ")) --> T+x T+cd T+2
