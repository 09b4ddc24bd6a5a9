local aolite = require("aolite")

describe("ballot", function()
  before_each(function()
    aolite.clearAllProcesses()
    aolite.spawnProcess("ballot", "ballot", { Owner = "chair", Question = "?" })
    for _, name in ipairs({ "chair", "ann", "ben", "cyd" }) do
      aolite.spawnProcess(name)
    end
  end)

  local function vote(voter, choice)
    aolite.send({ From = voter, Target = "ballot", Action = "Vote", Vote = choice })
  end
  local function close(who)
    aolite.send({ From = who, Target = "ballot", Action = "Close" })
  end

  it("counts one vote each, the last one", function()
    vote("ann", "yes")
    vote("ben", "yes")
    vote("ann", "no")
    close("chair")
    local result = aolite.getLastMsg("chair", "Result")
    assert.are.same({ yes = 1, no = 1 }, result.Data) -- sent as JSON, decoded on arrival
    assert.are.equal("rejected", result.Outcome)
  end)

  it("tells everybody who voted", function()
    vote("ann", "yes")
    close("chair")
    expect(aolite.getLastMsg("ann", "Result").Outcome).to.equal("accepted")
    expect(aolite.getLastMsg("ben", "Result")).to_not.exist()
  end)

  it("is closed by its owner only, and then for good", function()
    close("ann")
    assert.truthy(aolite.getLastMsg("ann", "Close-Refused"))
    vote("ben", "yes")
    close("chair")
    vote("cyd", "no")
    assert.are.equal("the poll is closed", aolite.getLastMsg("cyd", "Vote-Refused").Reason)
  end)

  it("knows yes and no", function()
    vote("ann", "perhaps")
    assert.are.equal("vote yes or no", aolite.getLastMsg("ann", "Vote-Refused").Reason)
  end)
end)
