-- require with names that are paths, patterns and replacements
-- libs: all
-- expect: ok done
for _, name in ipairs { "../../etc/passwd", "/etc/passwd", "%", "?", ("?"):rep(10000), "a.b.c", "", "\0", "node:fs", "file:///etc/passwd" } do
  assert(not pcall(require, name))
end
package.path, package.cpath = ("?"):rep(1000) .. ";?;;", "?"
assert(not pcall(require, "x"))
package.path = nil
assert(not pcall(require, "x"))
package.searchers = nil
assert(not pcall(require, "x"))
print("done")
