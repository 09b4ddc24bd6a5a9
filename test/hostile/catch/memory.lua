-- pcall does not see the memory limit
-- limits: memory=16M instructions=1e9
-- expect: limit memory
while true do
  pcall(function()
    local t = {}
    while true do t[#t + 1] = { #t } end
  end)
end
