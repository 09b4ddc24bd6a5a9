print(pcall(function() --> false inner then outer
  local ok, e = pcall(error, "inner", 0)
  error(e .. " then outer", 0)
end))
print(select(2, pcall(pcall, error, "x"))) --> false x
