-- The same names as fields of new tables, of libraries and of metatables
-- expect: ok 0
local names = { "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "toJSON", "__defineGetter__",
  "__lookupGetter__", "isPrototypeOf", "length", "name", "caller", "arguments", "callee", "apply", "call", "bind", "Symbol(Symbol.iterator)" }
local n = 0
for _, name in ipairs(names) do
  for _, t in ipairs { {}, { 1, 2, x = 1 }, setmetatable({}, { __index = {} }), string, table, math, getmetatable("") } do
    if t[name] ~= nil or rawget(t, name) ~= nil then n = n + 1 print(name) end
  end
end
print(n)
