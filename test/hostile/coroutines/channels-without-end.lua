-- Channels that are made, filled and selected from for ever
-- libs: all
-- expect: limit instructions
local all = {}
while true do
  local c = channel.make(2)
  all[#all % 100 + 1] = c
  pcall(c.send, c, 1)
  pcall(channel.select, {"|<-", c}, {"default"})
  pcall(channel.select)
  pcall(channel.make, 2^53)
end
