-- Every function and method of io with arguments that are wrong or huge
-- libs: all
-- expect: ok done
local bad = { math.maxinteger, math.mininteger, "__proto__", ("n"):rep(100000), "*a", "\0", {}, print, true, io.stdout, 0.5 }
for _, a in ipairs(bad) do
  for _, f in ipairs { io.open, io.lines, io.read, io.close, io.input, io.output, io.popen, io.tmpfile, io.type, io.flush } do pcall(f, a) pcall(f, "x", a) end
  for _, m in ipairs { "read", "lines", "seek", "setvbuf", "flush", "close" } do
    if a ~= io.stdout then pcall(function() io.stdin[m](io.stdin, a, a) end) pcall(function() io.stderr[m](a, a) end) end
  end
end
io.output(io.stdout)
pcall(io.output, io.stdout)
io.stdout:write("done\n")
