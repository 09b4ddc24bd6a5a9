-- A protocol that gets every parcel through although the network loses and doubles messages.
--   perigee ao run lua/examples/ao/faults/main.lua
local aolite = require("aolite")

aolite.spawnProcess("clerk")
aolite.spawnProcess("receiver", "receiver")
aolite.spawnProcess("sender", "sender", { Receiver = "receiver" })

aolite.addRule({ match = { Action = "Parcel" }, action = "drop", times = 2 })
aolite.addRule({ match = { Action = "Ack" }, action = "duplicate", times = 1 })

for _, item in ipairs({ "rope", "oil", "salt" }) do
  aolite.send({ From = "clerk", Target = "sender", Action = "Post", Data = item })
end
aolite.send({ From = "clerk", Target = "sender", Action = "Tick" })
print("received: " .. table.concat(aolite.eval("receiver", "return Received"), ", "))
