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
local function f(n)
  if n == 1 then
    return 1
  elseif n == 2 then
    n = 3
  else
    n = 4
  end
  return n
end
debug.sethook(note, "l")
f(1)
f(2)
f(3)
show() --> line:22 line:12 line:13 line:23 line:12 line:14 line:15 line:19 line:24 line:12 line:14 line:17 line:19 line:25 line:7
local a, b = true, false
debug.sethook(note, "l")
local c = a and
  b or
  a
local t = {
  1,
  x = 2,
  f(1),
}
f(
  2
)
show() --> line:28 line:29 line:30 line:31 line:32 line:33 line:34 line:12 line:13 line:35 line:36 line:38 line:36 line:12 line:14 line:15 line:19 line:39 line:7
debug.sethook(note, "l")
goto over
a = 1
::over::
b = 2
do
  local i = 1
  ::again::
  i = i + 1
  if i < 3 then goto again end
end
show() --> 5.3: line:44 line:46 line:48 line:49 line:48 line:49 line:51 line:7 --> 5.4: line:41 line:44 line:46 line:48 line:49 line:48 line:49 line:51 line:7
