function named()
  local i = debug.getinfo(1, "n")
  print(i.name, i.namewhat)
end
named() --> named global
_G.named() --> named field
local t = {named}
t[1]() --> 5.3: ? field --> 5.4: integer index field
t[named] = named
t[named]() --> ? field
local up = named
local function viaUpvalue() up() end
viaUpvalue() --> up upvalue
;(named)() --> named global
local s = {f = {g = named}}
s.f.g() --> g field
s.f:g() --> g method | nil
coroutine.wrap(named)()
