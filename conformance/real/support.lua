-- What the driver scripts share: printing values in an order that depends on no hash, and errors without addresses.
local support = {}

local function sortable(k)
  local t = type(k)
  return (t == "number" and "1" or t == "string" and "2" or "3") .. (t == "number" and string.format("%020.6f", k) or tostring(k))
end

--- A value as text: keys sorted, cycles cut.
function support.dump(v, seen, depth)
  local t = type(v)
  if t == "string" then return string.format("%q", v) end
  if t ~= "table" then
    if t == "function" or t == "thread" or t == "userdata" then return "<" .. t .. ">" end
    return tostring(v)
  end
  seen, depth = seen or {}, depth or 0
  if seen[v] then return "<cycle>" end
  if depth > 6 then return "{...}" end
  seen[v] = true
  local keys = {}
  for k in next, v do keys[#keys + 1] = k end
  table.sort(keys, function(a, b) return sortable(a) < sortable(b) end)
  local parts = {}
  for i, k in ipairs(keys) do
    parts[i] = "[" .. support.dump(k, seen, depth + 1) .. "]=" .. support.dump(rawget(v, k), seen, depth + 1)
  end
  seen[v] = nil
  return "{" .. table.concat(parts, ", ") .. "}"
end

--- Prints a label and values.
function support.show(label, ...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = support.dump((select(i, ...))) end
  print(label .. ": " .. table.concat(parts, " | "))
end

--- Calls a function and prints its results or its error.
function support.try(label, f, ...)
  local results = table.pack(pcall(f, ...))
  if results[1] then
    support.show(label, table.unpack(results, 2, results.n))
  else
    local message = results[2]
    print(label .. " failed: " .. (type(message) == "string" and message:gsub("0x%x+", "ADDRESS") or support.dump(message)))
  end
end

return support
