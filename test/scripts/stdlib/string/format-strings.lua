print(("%s|%10s|%-10s|%.2s|%5.1s"):format("abc", "abc", "abc", "abc", "abc")) --> abc|       abc|abc       |ab|    a
print(("%s %s %s %s"):format(nil, true, 1, 1.0)) --> nil true 1 1.0
print(("%c%c%c"):format(76, 117, 97), ("%%"):format()) --> Lua %
print(("%s"):format(setmetatable({}, {__tostring = function() return "custom" end}))) --> custom
print(#("%s"):format("a\0b"), pcall(string.format, "%10s", "a\0b")) --> 3 false bad argument #2 to 'string.format' (string contains zeros)
print(pcall(string.format, "%s")) --> false bad argument #2 to 'string.format' (no value)
