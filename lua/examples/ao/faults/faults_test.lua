local aolite = require("aolite")

describe("parcels", function()
  local rules

  before_each(function()
    aolite.clearAllProcesses()
    rules = {}
    aolite.spawnProcess("clerk")
    aolite.spawnProcess("receiver", "receiver")
    aolite.spawnProcess("sender", "sender", { Receiver = "receiver" })
  end)

  after_each(function()
    for _, rule in ipairs(rules) do rule.remove() end
  end)

  local function rule(fields)
    local active = aolite.addRule(fields)
    table.insert(rules, active)
    return active
  end

  local function post(...)
    for _, item in ipairs({ ... }) do
      aolite.send({ From = "clerk", Target = "sender", Action = "Post", Data = item })
    end
  end
  local function tick()
    aolite.send({ From = "clerk", Target = "sender", Action = "Tick" })
  end
  local function received()
    local items = aolite.eval("receiver", "return Received")
    table.sort(items)
    return items
  end

  it("arrive over a good network", function()
    post("rope", "oil")
    assert.are.same({ "oil", "rope" }, received())
  end)

  it("arrive after being lost", function()
    rule({ match = { Action = "Parcel" }, action = "drop", times = 3 })
    post("rope", "oil")
    assert.are.same({}, received())
    tick()
    tick()
    assert.are.same({ "oil", "rope" }, received())
  end)

  it("arrive once when acknowledgements are lost", function()
    rule({ match = { Action = "Ack" }, action = "drop", times = 2 })
    post("rope")
    tick()
    tick()
    assert.are.same({ "rope" }, received())
    assert.are.same({}, aolite.eval("sender", "return Pending"))
  end)

  it("arrive once when they are doubled", function()
    rule({ match = { Action = "Parcel" }, action = "duplicate" })
    post("rope", "oil", "salt")
    assert.are.same({ "oil", "rope", "salt" }, received())
  end)

  it("arrive whatever the network does", function()
    rule({ match = { Action = "Parcel" }, action = "drop", probability = 0.5, times = 20 })
    rule({ match = { Action = "Ack" }, action = "duplicate", probability = 0.5 })
    post("rope", "oil", "salt", "tar")
    for _ = 1, 25 do tick() end
    assert.are.same({ "oil", "rope", "salt", "tar" }, received())
  end)
end)
