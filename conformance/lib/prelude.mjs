/**
 * Helpers every generated case starts with, all on its first line so that line numbers stay small:
 * - `show(v)`: a value as text that depends on no address and no table order, floats to the last bit;
 * - `P(f, ...)`: calls `f` protected and prints what came of it;
 * - `E(f, ...)`: the same with the traceback;
 * - `T()`: called in each generated loop and function, ends a case that runs too long;
 * - `cut(v)`: keeps strings from doubling for ever.
 */
const TEXT = `
local T, show, P, E, cut do
  math.randomseed(42)
  local left = 150
  function T() left = left - 1 if left < 0 then error("case too long", 0) end end
  local type, mtype, format, gsub, rawget, tostring = type, math.type, string.format, string.gsub, rawget, tostring
  local print, pcall, xpcall, select, concat, sub, traceback = print, pcall, xpcall, select, table.concat, string.sub, debug.traceback
  local function quote(c) return format("\\\\%03d", c:byte()) end
  function show(v, depth)
    local t = type(v)
    if t == "number" then
      if mtype(v) == "integer" then return format("%d", v) end
      return v == v and format("%.17gf", v) or "nan"
    elseif t == "string" then
      return '"' .. gsub(v, '[^ !#-Z^-~%[%]]', quote) .. '"'
    elseif t == "table" then
      if (depth or 0) > 2 then return "{...}" end
      local parts, n = {}, 14
      while n > 0 and rawget(v, n) == nil do n = n - 1 end
      for i = 1, n do parts[i] = show(rawget(v, i), (depth or 0) + 1) end
      return "{" .. concat(parts, ",") .. "}"
    elseif t == "nil" or t == "boolean" then return tostring(v) end
    return t
  end
  local function list(...)
    local parts = {}
    for i = 1, select("#", ...) do parts[i] = show((select(i, ...))) end
    return concat(parts, " ")
  end
  function P(f, ...) print(list(pcall(f, ...))) end
  local function handler(m) return type(m) == "string" and traceback(m) or m end
  function E(f, ...)
    local function results(ok, ...)
      if ok or type((...)) ~= "string" then print(ok, list(...)) else print(ok, (...)) end
    end
    results(xpcall(f, handler, ...))
  end
  function cut(v) if type(v) == "string" and #v > 40 then return sub(v, 1, 40) end return v end
end`;

/** The helpers on one line. */
export const PRELUDE = TEXT.trim()
  .split("\n")
  .map((line) => line.trim())
  .join(" ");
