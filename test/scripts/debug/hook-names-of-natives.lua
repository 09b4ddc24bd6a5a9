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
debug.sethook(note, "cr")
math.abs(1)
string.rep("x", 2)
;("x"):rep(2)
pcall(math.abs, 1)
pcall(error)
pcall(string.rep)
select(2, type(1))
show() --> return:sethook call:abs return:abs call:rep return:rep call:rep return:rep call:pcall call:nil return:nil return:pcall call:pcall call:nil return:pcall call:pcall call:nil return:pcall call:type return:type call:select return:select call:show call:sethook
debug.sethook(note, "cr")
table.sort({2, 1}, function(a, b) return a < b end)
string.gsub("ab", "%w", function() end)
show() --> return:sethook call:sort call:nil return:nil return:sort call:gsub call:nil return:nil call:nil return:nil return:gsub call:show call:sethook
debug.sethook(note, "cr")
for k in pairs {1} do end
for i in ipairs {1} do end
show() --> return:sethook call:pairs return:pairs call:for iterator return:for iterator call:for iterator return:for iterator call:ipairs return:ipairs call:for iterator return:for iterator call:for iterator return:for iterator call:show call:sethook
local function tail() return math.abs(1) end
debug.sethook(note, "cr")
tail()
show() --> return:sethook call:tail call:abs return:abs return:tail call:show call:sethook
