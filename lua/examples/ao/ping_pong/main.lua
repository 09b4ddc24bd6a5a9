-- Two processes exchange messages until the match is over.
--   perigee ao run lua/examples/ao/ping_pong/main.lua
local aolite = require("aolite")

aolite.spawnProcess("umpire")
aolite.spawnProcess("ping", "ping", { Match = arg and arg[1] or "5" })
aolite.spawnProcess("pong", "pong")

aolite.send({ From = "umpire", Target = "ping", Action = "Start", Opponent = "pong" })
print("rallies: " .. aolite.eval("ping", "return Rallies"))
