local x = 0x12345678
print(x << 4, x >> 4, x << 0, x >> 31, x << 20) --> 4886718336 19088743 305419896 0 320255972868096
print(-1 >> 1, -1 << 63, x << 64, x >> 64, x << -4, x >> -4)
--> 9223372036854775807 -9223372036854775808 0 0 19088743 4886718336
print(1 << x, 1 >> x, 5 << (x & 3), 80 >> (x & 7 | 1)) --> 0 0 5 40
local big, f, s = math.maxinteger, 3.0, "3"
print(big << 1, big >> 62, f << 2, 2 << f) --> -2 1 12 16
print(pcall(function() return s << 2, 2 << s end))
--> 5.3: true 12 16
--> 5.4: false script.lua:8: attempt to perform bitwise operation on a string value (upvalue 's')
local m = setmetatable({}, {__shl = function(a, b) return type(a) .. "<<" .. type(b) end,
  __shr = function(a, b) return type(a) .. ">>" .. type(b) end})
print(m << 1, 1 << m, m >> 1, 1 >> m) --> table<<number number<<table table>>number number>>table
local function try(f, v) return (select(2, pcall(f, v)):gsub("^.-:%d+: ", "")) end
print(try(function(v) return v << 1 end)) --> attempt to perform bitwise operation on a nil value (local 'v')
print(try(function(v) return 1 >> v end, {})) --> attempt to perform bitwise operation on a table value (local 'v')
print(try(function(v) return v >> 1.5 end, 1)) --> number has no integer representation
print(try(function(v) return v << 1 end, 1.5)) --> number (local 'v') has no integer representation
