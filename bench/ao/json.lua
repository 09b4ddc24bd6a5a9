-- JSON in plain Lua 5.4: the scanner lets string.find and string.match do the work, the writer fills one list.
local json = {}

local find, sub, byte, match = string.find, string.sub, string.byte, string.match

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
setmetatable(ESCAPES, {
  __index = function(_, c)
    return ("\\u%04x"):format(c:byte())
  end,
})

local function quote(s)
  if find(s, '[%c"\\]') then
    s = s:gsub('[%c"\\]', ESCAPES)
  end
  return '"' .. s .. '"'
end

local write

local function writeTable(t, out, n)
  if t[1] ~= nil or next(t) == nil then
    out[n + 1] = "["
    n = n + 1
    for i = 1, #t do
      if i > 1 then
        n = n + 1
        out[n] = ","
      end
      n = write(t[i], out, n)
    end
    out[n + 1] = "]"
    return n + 1
  end
  local separator = "{"
  for k, v in pairs(t) do
    n = n + 1
    out[n] = separator .. quote(k) .. ":"
    n = write(v, out, n)
    separator = ","
  end
  out[n + 1] = "}"
  return n + 1
end

function write(v, out, n)
  local kind = type(v)
  if kind == "table" then
    return writeTable(v, out, n)
  elseif kind == "string" then
    out[n + 1] = quote(v)
  elseif kind == "number" then
    out[n + 1] = math.type(v) == "integer" and tostring(v) or ("%.14g"):format(v)
  elseif kind == "boolean" then
    out[n + 1] = tostring(v)
  else
    error("cannot encode a " .. kind)
  end
  return n + 1
end

function json.encode(v)
  local out = {}
  write(v, out, 0)
  return table.concat(out)
end

local UNESCAPES = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function readString(s, i)
  local stop = find(s, '["\\]', i)
  if byte(s, stop) == 34 then
    return sub(s, i, stop - 1), stop + 1
  end
  local parts = {}
  while true do
    parts[#parts + 1] = sub(s, i, stop - 1)
    if byte(s, stop) == 34 then
      return table.concat(parts), stop + 1
    end
    local c = sub(s, stop + 1, stop + 1)
    if c == "u" then
      parts[#parts + 1] = utf8.char(tonumber(sub(s, stop + 2, stop + 5), 16))
      i = stop + 6
    else
      parts[#parts + 1] = UNESCAPES[c] or error("bad escape")
      i = stop + 2
    end
    stop = find(s, '["\\]', i)
  end
end

local read

local function readArray(s, i)
  local list, n = {}, 0
  i = find(s, "[^ \n\r\t]", i)
  if byte(s, i) == 93 then
    return list, i + 1
  end
  while true do
    n = n + 1
    list[n], i = read(s, i)
    i = find(s, "[^ \n\r\t]", i)
    local c = byte(s, i)
    if c == 93 then
      return list, i + 1
    elseif c ~= 44 then
      error("expected ',' or ']' at " .. i)
    end
    i = i + 1
  end
end

local function readObject(s, i)
  local object = {}
  i = find(s, "[^ \n\r\t]", i)
  if byte(s, i) == 125 then
    return object, i + 1
  end
  while true do
    i = find(s, "[^ \n\r\t]", i)
    if byte(s, i) ~= 34 then
      error("expected a key at " .. i)
    end
    local key
    key, i = readString(s, i + 1)
    i = match(s, "^[ \n\r\t]*:()", i) or error("expected ':' at " .. i)
    object[key], i = read(s, i)
    i = find(s, "[^ \n\r\t]", i)
    local c = byte(s, i)
    if c == 125 then
      return object, i + 1
    elseif c ~= 44 then
      error("expected ',' or '}' at " .. i)
    end
    i = i + 1
  end
end

local WORDS = { ["true"] = true, ["false"] = false }

function read(s, i)
  i = find(s, "[^ \n\r\t]", i)
  local c = byte(s, i)
  if c == 34 then
    return readString(s, i + 1)
  elseif c == 123 then
    return readObject(s, i + 1)
  elseif c == 91 then
    return readArray(s, i + 1)
  end
  local number, stop = match(s, "^(-?%d+%.?%d*[eE]?[+-]?%d*)()", i)
  if number then
    return tonumber(number), stop
  end
  local word
  word, stop = match(s, "^(%a+)()", i)
  if word == "null" then
    return nil, stop
  elseif word == nil or WORDS[word] == nil then
    error("unexpected character at " .. i)
  end
  return WORDS[word], stop
end

function json.decode(s)
  return (read(s, 1))
end

return json
