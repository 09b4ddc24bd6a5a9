-- Readers that fail, return other types, yield
-- expect: ok nil boom | nil true | suspended function
print(load(function() error("boom", 0) end))
local f, m = load(function() return {} end)
print(f, m:find("reader function must return a string", 1, true) ~= nil)
local co = coroutine.create(function() return load(function() coroutine.yield() end) end)
coroutine.resume(co)
print(coroutine.status(co), type(select(2, coroutine.resume(co))))
