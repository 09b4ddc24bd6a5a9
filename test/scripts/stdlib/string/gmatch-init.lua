-- only: 5.4
for m in ("abcd"):gmatch("%a", 3) do print(m) end --> c | d
for m in ("abcd"):gmatch("%a", -1) do print(m) end --> d
print(("abc"):gmatch("%a", 10)()) -->
