-- Handlers that are no functions
-- expect: ok false false false
print((pcall(xpcall, error, nil)), (pcall(xpcall, error, 1)), (pcall(xpcall, error, setmetatable({}, {}))))
