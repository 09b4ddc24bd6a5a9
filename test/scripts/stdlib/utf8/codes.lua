for p, c in utf8.codes("a\xc3\xa4\xe2\x82\xac") do print(p, c) end --> 1 97 | 2 228 | 4 8364
for p, c in utf8.codes("") do print("never") end
print(pcall(function() for _ in utf8.codes("a\xffb") do end end)) --> false script.lua:3: invalid UTF-8 code
print(pcall(function() for _ in utf8.codes("ab\xc3") do end end)) --> false script.lua:4: invalid UTF-8 code
