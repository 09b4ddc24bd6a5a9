-- goto out of blocks with variables to be closed, for ever
-- dialects: 5.4
-- expect: limit instructions
local mt = { __close = function() end }
::top::
do local x <close> = setmetatable({}, mt) goto top end
