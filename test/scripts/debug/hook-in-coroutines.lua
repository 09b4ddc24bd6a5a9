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
local function body(a)
  local b = coroutine.yield(a)
  return b
end
debug.sethook(note, "crl")
local co = coroutine.create(body)
coroutine.resume(co, 1)
show() --> return:sethook line:16 call:create return:create line:17 call:resume return:resume line:18 call:show line:7 call:sethook
debug.sethook(co, note, "crl")
coroutine.resume(co, 2)
show() --> return:yield line:13 return:nil
local other = coroutine.create(body)
debug.sethook(other, note, "crl")
coroutine.resume(other)
local w = coroutine.wrap(body)
w()
coroutine.resume(other)
show() --> call:nil line:12 call:yield return:yield line:13 return:nil
print(debug.gethook(other) == note, debug.gethook()) --> 5.3: true nil  0 --> 5.4: true nil
