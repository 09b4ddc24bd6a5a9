-- A host function that hands out the constructor of functions
-- host: returning
-- expect: ok done
local ok, F = pcall(host["function"])
if ok then
  local ok2, f = pcall(F, "return process")
  if ok2 and type(f) == "function" then
    local ok3, p = pcall(f)
    assert(not ok3 or type(p) ~= "userdata" or not pcall(function() return p.env end))
  end
end
print("done")
