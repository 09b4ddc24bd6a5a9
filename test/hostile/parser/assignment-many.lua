-- Assignments to very many targets
-- expect: ok true
local f, m = load(("a,"):rep(200000) .. "a = 1")
print(f == nil and #m < 300)
