-- Long strings made again and again are paid for
-- expect: limit instructions
while true do local s = ("x"):rep(100000) end
