-- A ballot: everybody has one vote, and may change it until the owner closes the poll.
Question = Question or "?"
Votes = {}
IsOpen = true

local function tally()
  local counts = { yes = 0, no = 0 }
  for _, vote in pairs(Votes) do counts[vote] = counts[vote] + 1 end
  return counts
end

Handlers.add("Vote", "Vote", function(msg)
  local vote = msg.Vote
  if not IsOpen then
    msg.reply({ Action = "Vote-Refused", Reason = "the poll is closed" })
  elseif vote ~= "yes" and vote ~= "no" then
    msg.reply({ Action = "Vote-Refused", Reason = "vote yes or no" })
  else
    Votes[msg.From] = vote
    msg.reply({ Action = "Vote-Counted", Vote = vote })
  end
end)

Handlers.add("Close", "Close", function(msg)
  if msg.From ~= Owner then
    msg.reply({ Action = "Close-Refused" })
    return
  end
  IsOpen = false
  local counts = tally()
  local outcome = counts.yes > counts.no and "accepted" or "rejected"
  for voter in pairs(Votes) do
    Send({ Target = voter, Action = "Result", Question = Question, Outcome = outcome })
  end
  msg.reply({ Action = "Result", Outcome = outcome, Data = { yes = counts.yes, no = counts.no } })
end)
