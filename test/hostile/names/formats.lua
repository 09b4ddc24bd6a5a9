-- The same names as options of format and pack, and as patterns
-- expect: ok false false 1
print((pcall(string.format, "%__proto__", 1)), (pcall(string.pack, "constructor", 1)), (select(2, ("__proto__"):gsub("__proto__", { ["__proto__"] = "x" }))))
