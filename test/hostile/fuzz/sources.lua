-- Random sequences of tokens compiled and run
-- limits: instructions=3e6
-- expect: limit instructions
local tokens = { "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat",
  "return", "then", "true", "until", "while", "+", "-", "*", "/", "%", "^", "#", "&", "~", "|", "<<", ">>", "//", "==", "~=", "<=", ">=", "<", ">", "=",
  "(", ")", "{", "}", "[", "]", "::", ";", ":", ",", ".", "..", "...", "a", "b", "__proto__", "1", "0x", "1e", "1.5", "'s'", "\"", "[[", "]]", "[=[", "--", "--[[", "\n", "<const>", "<close>", "\\", "\0", "\255" }
while true do
  local s = {}
  for i = 1, math.random(1, 30) do s[i] = tokens[math.random(#tokens)] end
  local f = load(table.concat(s, " "), "=f", "t", {})
  if f then pcall(coroutine.wrap(f)) end
end
