local function make(n) local t = {} for i = 1, n do t[i] = "local v" .. i .. "=" .. i end return table.concat(t, "\n") end
print(load(make(200)) ~= nil) --> true
print(load(make(201))) --> nil [string "local v1=1..."]:201: too many local variables (limit is 200) in main function near '='
print(select(2, load("local function f()\n" .. make(201) .. "\nend", "=c"))) --> c:202: too many local variables (limit is 200) in function at line 1 near '='
