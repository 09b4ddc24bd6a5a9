-- What can cross, with keys that mean something in JavaScript
-- host: returning
-- expect: ok 1 2 nil 1 cyclic true 1 nil 3 true
local p, n, c, s = host.proto(), host.nullProto(), host.cyclic(), host.sparse()
print(p.__proto__.polluted, p.constructor, ({}).polluted, n.a, c.name, c.self == c, s[1], s[2], s[3], host.nan() ~= host.nan())
