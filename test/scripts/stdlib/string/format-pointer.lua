-- only: 5.4
print(("%p"):format(1), ("%p"):format(nil)) --> (null) (null)
print(("%p"):format({}) ~= ("%p"):format({}), ("%p"):format("x") ~= nil) --> true true
local t = {}
print(("%p"):format(t) == tostring(t):match("0x%x+") or tostring(t)) --> true
