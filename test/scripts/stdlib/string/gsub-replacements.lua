print(("hello world"):gsub("o", "0")) --> hell0 w0rld 2
print(("hello"):gsub("", "-")) --> -h-e-l-l-o- 6
print(("abc"):gsub("%w", "%0%0"), ("abc"):gsub("(a)(b)", "%2%1"), ("a"):gsub("a", "%%")) --> aabbcc bac % 1
print(("hello"):gsub("l", {l = "L"}), ("abc"):gsub("%w", {a = 1, b = true and "B", c = false})) --> heLLo 1Bc 3
print(("abc"):gsub("%w", function(c) if c ~= "b" then return c:upper() end end)) --> AbC 3
print(("abc abc"):gsub("abc", "x", 1), ("abc"):gsub("b", "x", 0), ("abc"):gsub("b", "x", -1)) --> x abc abc abc 0
