local s = "hello"
print(s:upper(), s:len(), ("x"):rep(3), s:sub(2, 3), #s) --> HELLO 5 xxx el 5
print(("%d items"):format(3), ("a,b"):find(",", 1, true)) --> 3 items 2 2
print(s.len == string.len, s.nothing, pcall(function() return s[1] end)) --> true nil true nil
