-- Every function of math with arguments that are hard
-- expect: limit instructions
local hard = { 1e308, 5e-324, -0.0, 1 / 0, -1 / 0, 0 / 0, math.maxinteger, math.mininteger, 0.1, 1e22 }
while true do
  for name, f in pairs(math) do
    if type(f) == "function" and name ~= "randomseed" then
      for _, a in ipairs(hard) do for _, b in ipairs(hard) do pcall(f, a, b) end end
    end
  end
end
