local n = 0
for i = 1e18, 0, 1e308 do n = n + 1 end
print(n) --> 5.3: 1 --> 5.4: 0
