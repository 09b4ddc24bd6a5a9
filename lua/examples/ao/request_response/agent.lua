-- An agent that asks and waits in the middle of its work, at boot and in handlers.
local ao = require("aolite") -- inside a process: its own `ao`
Log = {}

Handlers.add("Ping", "Ping", function(msg)
  table.insert(Log, "got ping")
  msg.reply({ Action = "Pong" })
end)

-- Plans a departure: two questions to the service, one after the other, before the answer.
Handlers.add("Plan", "Plan", function(msg)
  local best
  for _, hour in ipairs({ "dawn", "noon", "dusk" }) do
    local tide = ao.send({ Target = msg.Service, Action = "Ask", Hour = hour }).receive()
    local height = tonumber(tide.Height)
    if not best or height > best.height then best = { hour = hour, height = height } end
  end
  msg.reply({ Action = "Planned", Hour = best.hour })
end)

-- Lets the service ask back.
Handlers.add("Chat", "Chat", function(msg)
  local question = ao.send({ Target = msg.Service, Action = "Ask" }).receive()
  table.insert(Log, "asked: " .. question.Action)
  ao.send({ Target = msg.Service, Action = "Hour", Hour = "dusk" })
  local tide = Receive({ From = msg.Service, Action = "Tide" })
  table.insert(Log, "told: " .. tide.Height)
end)

ao.send({ Target = ao.id, Action = "Ping" })
local resp = Handlers.receive({ Action = "Pong" }) -- waits
table.insert(Log, "received " .. resp.Action)
