-- Answers every Ping with a Pong of the same count.
Handlers.add("Ping", "Ping", function(msg)
  msg.reply({ Action = "Pong", Count = msg.Count })
end)
