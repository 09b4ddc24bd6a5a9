print(pcall(debug.sethook, print)) --> false bad argument #2 to 'debug.sethook' (string expected, got no value)
print(pcall(debug.sethook, 1)) --> false bad argument #2 to 'debug.sethook' (string expected, got no value)
print(pcall(debug.sethook, 1, "c")) --> false bad argument #1 to 'debug.sethook' (function expected, got number)
print(pcall(debug.sethook, print, {})) --> false bad argument #2 to 'debug.sethook' (string expected, got table)
print(pcall(debug.sethook, print, "c", "x")) --> false bad argument #3 to 'debug.sethook' (number expected, got string)
print(pcall(debug.sethook, print, "c", 1.5)) --> false bad argument #3 to 'debug.sethook' (number has no integer representation)
local function h() end
local function show()
  local f, mask, count = debug.gethook()
  debug.sethook()
  print(f == h, mask, count)
end
debug.sethook(h, "lrc")
show() --> true crl 0
debug.sethook(h, "xyzl", 7)
show() --> true l 7
debug.sethook(h, "", 5)
show() --> true  5
debug.sethook(h, "", 0)
print(select("#", debug.gethook())) --> 5.3: 3 --> 5.4: 1
debug.sethook(h, "r", -5)
show() --> true r -5
debug.sethook(nil, "crl")
print(debug.gethook()) --> 5.3: nil  0 --> 5.4: nil
