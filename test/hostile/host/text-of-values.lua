-- The host turns values into text in every way: no script code runs
-- host: reentering
-- expect: ok true true
local called = false
local function f() called = true return "x" end
local t = setmetatable({ toString = f, valueOf = f, toJSON = f, inspect = f, ["then"] = f, [1] = f }, { __tostring = f, __index = f, __len = f, __pairs = f, __name = "N" })
host.text(t) host.template(t) host.json(t) host.plus(t) host.length({}) host.entries(t)
host.text(f) host.json(f) host.text(coroutine.create(f))
print(not called, type(host.text(t)) == "string")
