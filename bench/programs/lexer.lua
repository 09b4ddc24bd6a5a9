-- size: 20  quick: 1
-- A Lua lexer in Lua, run over a generated program.
local keywords = {}
for w in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until while"):gmatch("%a+") do
  keywords[w] = true
end

local function lex(src)
  local tokens, i, line = {}, 1, 1
  local n = #src
  while i <= n do
    local c = src:byte(i)
    if c == 10 then
      line = line + 1
      i = i + 1
    elseif c == 32 or c == 9 or c == 13 then
      i = i + 1
    elseif c >= 97 and c <= 122 or c >= 65 and c <= 90 or c == 95 then
      local _, last = src:find("^[%w_]*", i)
      local word = src:sub(i, last)
      tokens[#tokens + 1] = {kind = keywords[word] and "keyword" or "name", text = word, line = line}
      i = last + 1
    elseif c >= 48 and c <= 57 then
      local _, last = src:find("^[%w%.]+", i)
      tokens[#tokens + 1] = {kind = "number", value = tonumber(src:sub(i, last)), line = line}
      i = last + 1
    elseif c == 34 or c == 39 then
      local quote, start = string.char(c), i
      i = i + 1
      while src:sub(i, i) ~= quote do
        if src:sub(i, i) == "\\" then i = i + 1 end
        i = i + 1
      end
      tokens[#tokens + 1] = {kind = "string", text = src:sub(start + 1, i - 1), line = line}
      i = i + 1
    elseif c == 45 and src:byte(i + 1) == 45 then
      i = (src:find("\n", i, true) or n + 1)
    else
      local three = src:sub(i, i + 2)
      local op
      if three == "..." then op = three
      else
        local two = three:sub(1, 2)
        if two == "==" or two == "~=" or two == "<=" or two == ">=" or two == ".." or two == "//" then op = two
        else op = two:sub(1, 1) end
      end
      tokens[#tokens + 1] = {kind = "operator", text = op, line = line}
      i = i + #op
    end
  end
  return tokens, line
end

local piece = [[
local function f%d(a, b, ...) -- comment
  if a == %d and b ~= "text\n" then return a .. b, ... end
  for i = 1, #b do t[i] = (a[i] or 0) * 3.25 + i // 2 end
  return {x = a, ['y'] = b, f%d}
end
]]

return function(n)
  local parts = {}
  for i = 1, 100 do parts[i] = piece:format(i, i, i) end
  local src = table.concat(parts)
  for _ = 1, n do
    local tokens, lines = lex(src)
    assert(#tokens == 6900 and lines == 501, #tokens)
    assert(tokens[1].text == "local" and tokens[1].kind == "keyword" and tokens[#tokens].line == 500)
  end
end
