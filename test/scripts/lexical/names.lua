local _, __, _1, A, a = 1, 2, 3, 4, 5
print(_, __, _1, A, a) --> 1 2 3 4 5
local andy, end1, If = "andy", "end1", "If"
print(andy, end1, If) --> andy end1 If
