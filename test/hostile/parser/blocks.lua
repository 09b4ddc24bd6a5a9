-- Each kind of block nested deeply
-- limits: instructions=1e7
-- expect: ok 7
local n = 0
for _, open in ipairs { "do ", "while x do ", "repeat ", "if x then ", "if x then else ", "for i = 1, 2 do ", "for k in x do " } do
  local f, m = load(open:rep(100000))
  if f == nil and #m < 300 then n = n + 1 end
end
print(n)
