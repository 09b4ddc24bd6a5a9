local function f(x)
  error("here")
end
print(pcall(f)) --> false script.lua:2: here
local function g()
  f(
    1
  )
end
print(pcall(g)) --> false script.lua:2: here
local ok, e = pcall(function()
  local a = "x"
    .. {}
    .. "y"
end)
print(e) --> script.lua:14: attempt to concatenate a table value
