print(nil and 1, false and 1, 0 and 1, "" and 2) --> nil false 1 2
print(nil or 1, false or nil, 0 or 1) --> 1 nil 0
print(1 and nil or 2, nil and 1 or 2) --> 2 2
print(false or false, nil and false) --> false nil
local function f() return 1, 2 end
print(f() and f()) --> 1
print((f())) --> 1
