-- A promise where nothing can wait, inside of pcall and coroutines
-- host: throwing
-- expect: ok false
local ok, m = pcall(host.async)
print(ok)
