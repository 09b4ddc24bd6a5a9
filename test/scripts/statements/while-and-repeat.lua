local i = 0
while i < 3 do i = i + 1 if i == 2 then break end end
print(i) --> 2
repeat local done = i > 4 i = i + 1 until done
print(i) --> 6
while false do print("never") end
repeat until true
print("end") --> end
