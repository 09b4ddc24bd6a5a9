print("10" + 1, 10 .. 20, "3" * "4" == 12, "0x10" + 0 == 16) --> 5.3: 11.0 1020 true true --> 5.4: 11 1020 true true
print(("10"):rep(2) + 1 == 1011, #10 == nil) -- expect error: attempt to get length of a number value
---
print(10 == "10", tostring(10) == "10", "abc" .. 1.5, 1 .. "") --> false true abc1.5 1
print(math.type("10" + 0), math.type("10.0" + 0), math.type("1e1" * 1)) --> 5.3: float float float --> 5.4: integer float float
print(pcall(function() return "10" < 5 end)) --> false script.lua:6: attempt to compare string with number
