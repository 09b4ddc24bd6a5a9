local aolite = require("aolite")

describe("cron-driven agent", function()
  before_each(function()
    aolite.clearAllProcesses()
    aolite.spawnProcess("harbour")
    aolite.spawnProcess("keeper", "keeper", {
      Harbour = "harbour",
      ["Cron-Interval"] = "10-minutes",
      ["Cron-Tag-Action"] = "Watch",
    })
  end)

  local function watches()
    return aolite.eval("keeper", "return Watches")
  end

  it("sleeps until the interval is over", function()
    aolite.advance({ seconds = 599 })
    assert.are.equal(0, watches())
    aolite.advance({ seconds = 1 })
    assert.are.equal(1, watches())
  end)

  it("catches up when the clock leaps", function()
    aolite.advance({ seconds = 3600 })
    assert.are.equal(6, watches())
    assert.are.equal("6", aolite.getLastMsg("harbour", "Report").Watches)
  end)
end)
