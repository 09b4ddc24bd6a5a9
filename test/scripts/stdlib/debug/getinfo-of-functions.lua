local function show(f)
  local i = debug.getinfo(f)
  print(i.source, i.short_src, i.what, i.linedefined, i.lastlinedefined, i.currentline)
  print(i.name, i.namewhat, i.nups, i.nparams, i.isvararg, i.istailcall, i.func == f, i.activelines)
end
local up = 1
local function many(a, b, c)
  return up, print
end
show(many) --> @script.lua script.lua Lua 7 9 -1 | nil  2 3 false false true nil
show(function(...) end) --> @script.lua script.lua Lua 11 11 -1 | nil  0 0 true false true nil
show(string.rep) --> =[C] [C] C -1 -1 -1 | nil  0 0 true false true nil
show(load("return 1", "=(my chunk)")) --> =(my chunk) (my chunk) main 0 0 -1 | nil  1 0 true false true nil
show(load("return 1")) --> return 1 [string "return 1"] main 0 0 -1 | nil  1 0 true false true nil
show(load("return 1\n-- two lines")) --> return 1 | -- two lines [string "return 1..."] main 0 0 -1 | nil  1 0 true false true nil
show(load("return 1", "@" .. ("long/"):rep(20) .. "file.lua")) --> @long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/long/file.lua ...ng/long/long/long/long/long/long/long/long/long/file.lua main 0 0 -1 | nil  1 0 true false true nil
