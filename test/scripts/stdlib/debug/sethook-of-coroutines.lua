local function h() end
local co = coroutine.create(function() return debug.gethook() end)
debug.sethook(co, h, "c", 3)
local f, mask, count = debug.gethook(co)
print(f == h, mask, count) --> true c 3
print(debug.gethook()) --> 5.3: nil  0 --> 5.4: nil
local ok, f, mask, count = coroutine.resume(co)
print(ok, f == h, mask, count) --> true true c 3
debug.sethook(co)
print(debug.gethook(co)) --> 5.3: nil  0 --> 5.4: nil
debug.sethook(h, "l")
local made = coroutine.create(print)
debug.sethook()
print(debug.gethook(made)) --> nil l 0
