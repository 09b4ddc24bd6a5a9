-- Long strings handed to the host again and again
-- host: reentering
-- expect: limit instructions
local s = ("\xff"):rep(1000000)
while true do host.echo(s) end
