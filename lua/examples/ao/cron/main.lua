-- An agent that is woken by cron messages as the clock advances.
--   perigee ao run lua/examples/ao/cron/main.lua
local aolite = require("aolite")

aolite.spawnProcess("harbour")
aolite.spawnProcess("keeper", "keeper", {
  Harbour = "harbour",
  ["Cron-Interval"] = "10-minutes",
  ["Cron-Tag-Action"] = "Watch",
})
aolite.advance({ seconds = 60 * 60 })
print("watches in an hour: " .. aolite.eval("keeper", "return Watches"))
print("reports: " .. #aolite.getAllMsgs("harbour", "Report"))
