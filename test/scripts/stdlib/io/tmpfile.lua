local f = io.tmpfile()
f:write("scratch")
f:seek("set")
print(f:read("a"), io.type(f)) --> scratch file
f:close()
