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
local mt = {
  __index = function(t, k) return k end,
  __add = function() return 1 end,
  __eq = function() return true end,
  __lt = function() return true end,
  __concat = function() return "" end,
  __call = function() end,
  __newindex = rawset,
  __len = rawlen,
}
local a, b = setmetatable({}, mt), setmetatable({}, mt)
local _
debug.sethook(note, "cr")
_ = a.x
_ = a + b
_ = a == b
_ = a < b
_ = a .. b
_ = a()
a.x = 1
_ = #a
show() --> 5.3: return:sethook call:__index return:__index call:__add return:__add call:__eq return:__eq call:__lt return:__lt call:__concat return:__concat call:a return:a call:__newindex return:__newindex call:__len return:__len call:show call:sethook --> 5.4: return:sethook call:index return:index call:add return:add call:eq return:eq call:lt return:lt call:concat return:concat call:a return:a call:newindex return:newindex call:len return:len call:show call:sethook
