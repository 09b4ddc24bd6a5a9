-- Weak tables filled for ever do not grow
-- limits: memory=64M instructions=3e7
-- expect: limit instructions
local k, v = setmetatable({}, { __mode = "k" }), setmetatable({}, { __mode = "v" })
while true do k[{}] = {} v[#v + 1] = {} end
