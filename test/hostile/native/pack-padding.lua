-- A short string padded to a long one, again and again
-- limits: stringLength=1000000
-- expect: limit instructions
while true do pcall(string.pack, "c1000000", "") pcall(string.pack, "c1000001", "") end
