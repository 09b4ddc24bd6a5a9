-- An error value whose __tostring is a host function that throws
-- host: throwing
-- expect: error
error(setmetatable({}, { __tostring = host.proxy }))
