-- An agent that waits for answers inside its handlers.
--   perigee ao run lua/examples/ao/request_response/main.lua
local aolite = require("aolite")

aolite.spawnProcess("captain")
aolite.spawnProcess("service", "service")
aolite.spawnProcess("agent", "agent")
aolite.runScheduler()

aolite.send({ From = "captain", Target = "agent", Action = "Plan", Service = "service" })
print("sail at " .. aolite.getLastMsg("captain", "Planned").Hour)

aolite.send({ From = "captain", Target = "agent", Action = "Chat", Service = "service" })
for _, line in ipairs(aolite.eval("agent", "return Log")) do
  print(line)
end
