local function f(...) return select("#", ...), type((...)) end
print(f"one") --> 1 string
print(f{}) --> 1 table
print(f[[long]]) --> 1 string
print(f'' ) --> 1 string
