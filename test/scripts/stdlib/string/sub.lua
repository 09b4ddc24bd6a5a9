local s = "hello"
print(s:sub(2), s:sub(2, 3), s:sub(-3), s:sub(-3, -2), s:sub(0), s:sub(10)) --> ello el llo ll hello
print("[" .. s:sub(3, 2) .. "]", s:sub(-100, 2), s:sub(2, 100), s:sub(math.mininteger, math.maxinteger)) --> [] he ello hello
print(s:sub("2", 3.0)) --> el
print(pcall(string.sub, s)) --> false bad argument #2 to 'string.sub' (number expected, got no value)
