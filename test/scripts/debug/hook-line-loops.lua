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
local n
debug.sethook(note, "l")
for i = 1, 2 do
  n = i
end
show() --> line:13 line:14 line:13 line:14 line:13 line:16 line:7
debug.sethook(note, "l")
for i = 1, 3 do n = i end
show() --> 5.3: line:18 line:18 line:18 line:18 line:19 line:7 --> 5.4: line:18 line:18 line:18 line:19 line:7
debug.sethook(note, "l")
for i = 1, 3 do end
show() --> 5.3: line:21 line:21 line:21 line:21 line:22 line:7 --> 5.4: line:21 line:21 line:21 line:22 line:7
debug.sethook(note, "l")
for i = 2, 1 do
  n = i
end
show() --> line:24 line:27 line:7
debug.sethook(note, "l")
for _, v in ipairs {1, 2} do
  n = v
end
show() --> 5.3: line:29 line:30 line:29 line:30 line:29 line:32 line:7 --> 5.4: line:29 line:30 line:29 line:30 line:29 line:31 line:32 line:7
debug.sethook(note, "l")
while n > 0 do
  n = n - 1
end
show() --> line:34 line:35 line:34 line:35 line:34 line:37 line:7
debug.sethook(note, "l")
repeat
  n = n + 1
until n == 2
show() --> line:40 line:41 line:40 line:41 line:42 line:7
debug.sethook(note, "l")
repeat n = n + 1 until n == 4
show() --> line:44 line:44 line:45 line:7
debug.sethook(note, "l")
while true do
  n = n + 1
  if n > 6 then
    break
  end
end
show() --> line:48 line:49 line:51 line:48 line:49 line:51 line:48 line:49 line:53 line:7
