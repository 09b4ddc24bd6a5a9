-- only: 5.4
local log = {}
local function note(event, line)
  local i = debug.getinfo(2, "nSl")
  log[#log + 1] = event .. ":" .. (line or tostring(i.name))
end
local function show()
  debug.sethook()
  print(table.concat(log, " "))
  log = {}
end
local function closing(name)
  return setmetatable({}, {__close = function()
    local x = name
  end})
end
local function f()
  local a <close> = closing("a")
  local b <close> = closing("b")
  return 1
end
debug.sethook(note, "crl")
f()
show() --> return:sethook line:23 call:f line:18 call:closing line:13 line:15 line:13 call:setmetatable return:setmetatable return:closing line:19 call:closing line:13 line:15 line:13 call:setmetatable return:setmetatable return:closing line:20 call:close line:14 line:15 return:close call:close line:14 line:15 return:close return:f line:24 call:show line:8 call:sethook
debug.sethook(note, "crl")
do
  local c <close> = closing("c")
end
show() --> return:sethook line:27 call:closing line:13 line:15 line:13 call:setmetatable return:setmetatable return:closing call:close line:14 line:15 return:close line:29 call:show line:8 call:sethook
