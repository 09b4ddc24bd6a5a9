local t = {1, 2, 3, 4}
t[#t] = nil
print(#t) --> 3
t[#t + 1] = "new"
print(#t, t[4]) --> 4 new
for i = #t, 1, -1 do t[i] = nil end
print(#t, next(t)) --> 0 nil
