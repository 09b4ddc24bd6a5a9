-- Knows the tides; answers questions, some of them only after asking back.
local HEIGHTS = { dawn = 3, noon = 1, dusk = 4 }

Handlers.add("Ask", "Ask", function(msg)
  local hour = msg.Hour
  if not hour then
    msg.reply({ Action = "Which-Hour" })
    hour = Receive({ From = msg.From, Action = "Hour" }).Hour -- waits
  end
  msg.reply({ Action = "Tide", Hour = hour, Height = tostring(HEIGHTS[hour]) })
end)
