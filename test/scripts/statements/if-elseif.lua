local function kind(x)
  if x < 0 then return "negative"
  elseif x == 0 then return "zero"
  elseif x < 10 then return "small"
  else return "big" end
end
print(kind(-1), kind(0), kind(5), kind(50)) --> negative zero small big
if nil then print("nil") elseif 0 then print("zero is true") end --> zero is true
