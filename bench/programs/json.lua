-- size: 120  quick: 2
-- A JSON encoder and decoder: string.byte, sub, find, table building.
local escapes = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t"}
local unescapes = {['"'] = '"', ["\\"] = "\\", n = "\n", t = "\t", ["/"] = "/"}

local function encode(v, out)
  local kind = type(v)
  if kind == "table" then
    if #v > 0 then
      out[#out + 1] = "["
      for i = 1, #v do
        if i > 1 then out[#out + 1] = "," end
        encode(v[i], out)
      end
      out[#out + 1] = "]"
    else
      local keys = {}
      for k in pairs(v) do keys[#keys + 1] = k end
      table.sort(keys)
      out[#out + 1] = "{"
      for i, k in ipairs(keys) do
        if i > 1 then out[#out + 1] = "," end
        encode(k, out)
        out[#out + 1] = ":"
        encode(v[k], out)
      end
      out[#out + 1] = "}"
    end
  elseif kind == "string" then
    out[#out + 1] = '"' .. v:gsub('["\\\n\t]', escapes) .. '"'
  else
    out[#out + 1] = tostring(v)
  end
end

local decodeValue

local function skip(s, i) return s:find("[^ \n\t]", i) or #s + 1 end

local function decodeString(s, i)
  local parts, start = {}, i + 1
  while true do
    local j = s:find('["\\]', start)
    parts[#parts + 1] = s:sub(start, j - 1)
    if s:sub(j, j) == '"' then return table.concat(parts), j + 1 end
    parts[#parts + 1] = unescapes[s:sub(j + 1, j + 1)]
    start = j + 2
  end
end

function decodeValue(s, i)
  i = skip(s, i)
  local c = s:sub(i, i)
  if c == "{" then
    local t = {}
    i = skip(s, i + 1)
    if s:sub(i, i) == "}" then return t, i + 1 end
    while true do
      local k
      k, i = decodeString(s, skip(s, i))
      i = skip(s, i)
      t[k], i = decodeValue(s, i + 1)
      i = skip(s, i)
      if s:sub(i, i) == "}" then return t, i + 1 end
      i = i + 1
    end
  elseif c == "[" then
    local t = {}
    i = skip(s, i + 1)
    if s:sub(i, i) == "]" then return t, i + 1 end
    while true do
      t[#t + 1], i = decodeValue(s, i)
      i = skip(s, i)
      if s:sub(i, i) == "]" then return t, i + 1 end
      i = i + 1
    end
  elseif c == '"' then
    return decodeString(s, i)
  elseif s:sub(i, i + 3) == "true" then
    return true, i + 4
  elseif s:sub(i, i + 4) == "false" then
    return false, i + 5
  end
  local number = s:match("^-?%d+%.?%d*[eE]?[+-]?%d*", i)
  return tonumber(number), i + #number
end

return function(n)
  local data = {}
  for i = 1, 50 do
    data[i] = {
      id = i, name = "item \"" .. i .. "\"", price = i * 1.25, tags = {"a", "b\n", "c\\d"}, active = i % 2 == 0,
      nested = {x = {y = {z = i}}},
    }
  end
  local first
  for _ = 1, n do
    local out = {}
    encode(data, out)
    local text = table.concat(out)
    first = first or text
    assert(text == first)
    data = decodeValue(text, 1)
    assert(#data == 50 and data[7].nested.x.y.z == 7 and data[3].tags[2] == "b\n")
  end
end
