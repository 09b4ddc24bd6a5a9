-- A chat room and three members.
--   perigee ao run lua/examples/ao/chat/main.lua
local aolite = require("aolite")

aolite.spawnProcess("room", "room")
for _, name in ipairs({ "ada", "bela", "cleo" }) do
  aolite.spawnProcess(name, "member")
  aolite.send({ From = name, Target = "room", Action = "Join", Nick = name:upper() })
end
aolite.send({ From = "ada", Target = "room", Action = "Say", Data = "anybody here?" })
aolite.send({ From = "bela", Target = "room", Action = "Say", Data = "two of us" })
aolite.send({ From = "bela", Target = "room", Action = "Leave" })

for _, line in ipairs(aolite.eval("cleo", "return Transcript")) do
  print("cleo reads: " .. line)
end
