local pairs_ = {}
for i = 1, 2 do
  local v = 0
  pairs_[i] = {inc = function() v = v + i end, get = function() return v end}
end
pairs_[1].inc() pairs_[2].inc() pairs_[2].inc()
print(pairs_[1].get(), pairs_[2].get()) --> 1 4
