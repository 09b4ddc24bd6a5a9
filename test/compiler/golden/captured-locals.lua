local function count(n)
  local i = n
  return function() i = i + n; return i end
end
