local function describe()
  local level = 0
  while true do
    local i = debug.getinfo(level, "nSlt")
    if not i or i.what == "main" then return end
    print(level, i.name, i.namewhat, i.what, i.currentline, i.istailcall)
    level = level + 1
  end
end
local function outer()
  describe()
  return 1
end
outer() --> 0 getinfo field C -1 false | 1 describe upvalue Lua 4 false | 2 outer local Lua 11 false
pcall(outer) --> 0 getinfo field C -1 false | 1 describe upvalue Lua 4 false | 2 nil  Lua 11 false | 3 pcall global C -1 false
local function tail() return outer() end
tail() --> 0 getinfo field C -1 false | 1 describe upvalue Lua 4 false | 2 nil  Lua 11 true
table.sort({1, 2}, function(a, b) outer() return a < b end) --> 0 getinfo field C -1 false | 1 describe upvalue Lua 4 false | 2 outer upvalue Lua 11 false | 3 nil  Lua 18 false | 4 sort field C -1 false
string.gsub("x", "x", outer) --> 0 getinfo field C -1 false | 1 describe upvalue Lua 4 false | 2 nil  Lua 11 false | 3 gsub field C -1 false
