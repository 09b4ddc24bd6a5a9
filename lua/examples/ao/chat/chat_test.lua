local aolite = require("aolite")

describe("chat room", function()
  before_each(function()
    aolite.clearAllProcesses()
    aolite.spawnProcess("room", "room")
    for _, name in ipairs({ "ada", "bela", "cleo" }) do
      aolite.spawnProcess(name, "member")
    end
  end)

  local function join(name)
    aolite.send({ From = name, Target = "room", Action = "Join", Nick = name })
  end
  local function say(name, text)
    aolite.send({ From = name, Target = "room", Action = "Say", Data = text })
  end
  local function transcript(name)
    return aolite.eval(name, "return Transcript")
  end

  it("passes on what is said to everybody else", function()
    join("ada")
    join("bela")
    say("ada", "hello")
    assert.are.same({ "* you are number 2", "ada: hello" }, transcript("bela"))
    assert.are.same({ "* you are number 1", "* bela came in" }, transcript("ada"))
  end)

  it("refuses strangers and names that are taken", function()
    join("ada")
    say("cleo", "psst")
    aolite.send({ From = "bela", Target = "room", Action = "Join", Nick = "ada" })
    assert.are.same({ "! join first" }, transcript("cleo"))
    assert.are.same({ "! ada is here already" }, transcript("bela"))
    assert.are.same({ "* you are number 1" }, transcript("ada"))
  end)

  it("forgets who leaves", function()
    join("ada")
    join("bela")
    aolite.send({ From = "bela", Target = "room", Action = "Leave" })
    say("ada", "alone again")
    expect(transcript("bela")).to_not.contain("ada: alone again")
    expect(transcript("ada")).to.contain("* bela went away")
  end)
end)
