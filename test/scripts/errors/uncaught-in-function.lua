local function f()
  local t
  return t.x -- expect error: attempt to index a nil value (local 't')
end
f()
