-- Unary operators in a row
-- limits: instructions=1e7
-- expect: ok 4
local n = 0
for _, op in ipairs { "-", "not ", "#", "~" } do
  local f, m = load("return " .. (op .. " "):rep(200000) .. "x")
  if f == nil and #m < 300 then n = n + 1 end
end
print(n)
