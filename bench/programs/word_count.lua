-- size: 1500  quick: 3
-- gmatch over text, counting in a table with string keys, sorting the result.
local text = [[
The tide came in at noon and the boats rose with it, slowly, as if the whole harbour drew a breath.
Nobody on the quay looked up; the men went on mending nets, the children went on shouting, and a dog slept.
When the light changed they would all go home, and the harbour would breathe out again.
]]

return function(n)
  local source = text:rep(n * 5)
  local counts = {}
  for word in source:gmatch("%a+") do
    word = word:lower()
    counts[word] = (counts[word] or 0) + 1
  end
  assert(counts.the == 8 * n * 5, counts.the)
  assert(counts.harbour == 2 * n * 5)
  local words = {}
  for w in pairs(counts) do words[#words + 1] = w end
  table.sort(words, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] > counts[b] end
    return a < b
  end)
  assert(words[1] == "the")
  local lines = 0
  for _ in source:gmatch("[^\n]+") do lines = lines + 1 end
  assert(lines == 3 * n * 5)
end
