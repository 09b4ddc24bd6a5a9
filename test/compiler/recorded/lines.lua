local config = {
  name = "x",
  list = {
    1,
    f(2,
      3),
  },
}

local function visit(node, depth)
  local seen
  local count = depth
    + 1
  for i = 1,
    #node do
    if node[i]
      and seen then
      break
    end
    seen = function()
      return count
    end
  end
  for key, value in
    pairs(node) do
    print(
      key,
      value
    )
  end
  while count > 0 do

    count = count - 1

    if count == 5 then goto out end
  end
  repeat
    local done = step()
  until done
    or count == 0
  ::out::
  return visit(
    node,
    depth
  )
end

function config.run(
  self
)
  self.x = "a"
    .. self.y
    .. "b"
  return -
    self.x,
    not self.y
end

config
  .list[1] = visit

return
