local function f(captured)
  local function get() return captured end
  print(debug.setlocal(1, 1, "new"), captured, get())
  local name, value = debug.getlocal(1, 1)
  print(name, value)
  for i = 1, 2 do
    local own = i
    local g = function() return own end
    for n = 1, 20 do
      if debug.getlocal(1, n) == "own" then debug.setlocal(1, n, own * 10) end
    end
    print(own, g())
  end
end
f("old") --> captured new new | captured new | 10 10 | 20 20
