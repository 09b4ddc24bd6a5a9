-- size: 24000  quick: 800
-- Shortest paths on a random graph with a binary heap of records.
local function push(heap, item)
  local i = #heap + 1
  heap[i] = item
  while i > 1 do
    local parent = i // 2
    if heap[parent].cost <= item.cost then break end
    heap[i] = heap[parent]
    i = parent
  end
  heap[i] = item
end

local function pop(heap)
  local top, last = heap[1], table.remove(heap)
  local n = #heap
  if n == 0 then return top end
  local i = 1
  while true do
    local child = i * 2
    if child > n then break end
    if child < n and heap[child + 1].cost < heap[child].cost then child = child + 1 end
    if last.cost <= heap[child].cost then break end
    heap[i] = heap[child]
    i = child
  end
  heap[i] = last
  return top
end

return function(n)
  local seed = 5
  local function rnd(limit)
    seed = (seed * 16807) % 2147483647.0
    return math.floor(seed % limit) + 1
  end
  local edges = {}
  for i = 1, n do
    edges[i] = {{to = i % n + 1, cost = 100}}
    for k = 2, 4 do edges[i][k] = {to = rnd(n), cost = rnd(100)} end
  end
  local best, heap = {[1] = 0}, {{node = 1, cost = 0}}
  while #heap > 0 do
    local here = pop(heap)
    if here.cost == best[here.node] then
      for _, e in ipairs(edges[here.node]) do
        local cost = here.cost + e.cost
        if cost < (best[e.to] or math.huge) then
          best[e.to] = cost
          push(heap, {node = e.to, cost = cost})
        end
      end
    end
  end
  for i = 1, n do
    for _, e in ipairs(edges[i]) do assert(best[e.to] <= best[i] + e.cost) end
  end
end
