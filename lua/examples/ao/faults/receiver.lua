-- Acknowledges every parcel, and keeps each once.
Received = {}
local seen = {}

Handlers.add("Parcel", "Parcel", function(msg)
  msg.reply({ Action = "Ack", Number = msg.Number })
  if seen[msg.Number] then return end
  seen[msg.Number] = true
  table.insert(Received, msg.Data)
end)
