-- Random programs that compile more often than not
-- limits: instructions=3e6
-- expect: limit instructions
local random = math.random
local exp, block
local names = { "a", "b", "c", "d", "t", "f", "constructor" }
local function name() return names[random(#names)] end
local binary = { "+", "-", "*", "/", "%", "^", "..", "==", "<", "and", "or", "&", "~", "<<", "//" }
function exp(d)
  local r = random(d > 3 and 5 or 11)
  if r <= 2 then return name() elseif r == 3 then return tostring(random(-5, 300)) elseif r == 4 then return "'s" .. random(9) .. "'" elseif r == 5 then return "..."
  elseif r == 6 then return "(" .. exp(d + 1) .. " " .. binary[random(#binary)] .. " " .. exp(d + 1) .. ")"
  elseif r == 7 then return "{" .. exp(d + 1) .. ", x = " .. exp(d + 1) .. ", [" .. exp(d + 1) .. "] = 1}"
  elseif r == 8 then return name() .. "[" .. exp(d + 1) .. "]" elseif r == 9 then return name() .. "(" .. exp(d + 1) .. ")"
  elseif r == 10 then return "function(a, ...) " .. block(d + 2) .. " end" else return "-" .. exp(d + 1) end
end
local function statement(d)
  local r = random(d > 3 and 4 or 11)
  if r == 1 then return "local " .. name() .. " = " .. exp(d) elseif r == 2 then return name() .. " = " .. exp(d) elseif r == 3 then return name() .. ".x, b = " .. exp(d)
  elseif r == 4 then return name() .. "(" .. exp(d) .. ")" elseif r == 5 then return "if " .. exp(d) .. " then " .. block(d + 1) .. " else " .. block(d + 1) .. " end"
  elseif r == 6 then return "while " .. exp(d) .. " do " .. block(d + 1) .. " break end" elseif r == 7 then return "for i = " .. exp(d) .. ", 3 do " .. block(d + 1) .. " end"
  elseif r == 8 then return "repeat local c " .. block(d + 1) .. " until true" elseif r == 9 then return "do " .. block(d + 1) .. " goto e ::e:: end"
  elseif r == 10 then return "local function f(a, ...) " .. block(d + 1) .. " end" else return "for k, v in pairs({1, 2}) do " .. block(d + 1) .. " end" end
end
function block(d) local s = {} for i = 1, random(0, 3) do s[i] = statement(d) end return table.concat(s, " ") end
while true do
  local f = load(("local a, b, c, t, f = 1, 's', 2.5, {}, function(...) return ... end local n = 0 " .. block(0) .. " " .. block(0)), "=f", "t", { pairs = pairs, d = {} })
  if f then pcall(coroutine.wrap(f), 1, 2) end
end
