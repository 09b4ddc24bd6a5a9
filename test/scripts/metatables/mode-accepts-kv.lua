local weak = setmetatable({}, {__mode = "kv"})
weak[1] = "strings are values"
weak[2] = {}
collectgarbage()
print(weak[1], weak[2]) --> strings are values nil
