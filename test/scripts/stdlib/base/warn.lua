-- only: 5.4
warn("not shown")
warn("@on")
warn("one ", "two")
warn("@unknown")
warn("@off")
warn("hidden")
print(pcall(warn)) --> false bad argument #1 to 'warn' (string expected, got no value)
print(pcall(warn, {})) --> false bad argument #1 to 'warn' (string expected, got table) --2> Lua warning: one two
