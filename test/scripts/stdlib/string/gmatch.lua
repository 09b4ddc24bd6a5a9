for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end --> a 1 | b 2
local n = 0
for w in ("one two three"):gmatch("%a+") do n = n + #w end
print(n) --> 11
for e in ("ab"):gmatch("") do n = n + 1 end
print(n) --> 14
for m in ("abc"):gmatch("^a") do print(m) end
