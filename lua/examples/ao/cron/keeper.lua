-- A lighthouse keeper: wakes by the clock, and reports every third watch.
Watches = 0

Handlers.add("Watch", "Watch", function(msg)
  Watches = Watches + 1
  if Watches % 3 == 0 then
    Send({ Target = Harbour, Action = "Report", Watches = tostring(Watches) })
  end
end)
