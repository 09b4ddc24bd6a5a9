-- size: 4000  quick: 20
-- gsub with strings, tables and functions, find and match with captures.
local template = "Dear ${name}, your order #${id} of ${count} items (total: ${total}) ships on ${date}. Thanks, ${name}!"

return function(n)
  local bytes = 0
  for i = 1, n do
    local values = {name = "Ada" .. i, id = i, count = i % 7, total = i * 1.5, date = "2024-01-" .. (i % 28 + 1)}
    local text = template:gsub("%${(%w+)}", values)
    text = text:gsub("%d+", function(d) return "<" .. d .. ">" end)
    text = text:gsub("<(%d+)>", "[%1]"):gsub("%s+", " ")
    bytes = bytes + #text
    local y, m, d = values.date:match("^(%d+)-(%d+)-(%d+)$")
    assert(y == "2024" and tonumber(m) == 1 and tonumber(d) == i % 28 + 1)
    for _ = 1, 20 do
      assert(text:find("order #[", 1, true))
      assert(text:find("%[(%d+)%] items") and not text:find("z%d+z"))
    end
  end
  assert(bytes > 90 * n)
end
