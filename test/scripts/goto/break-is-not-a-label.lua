do
  local n = 0
  while true do
    n = n + 1
    if n == 3 then goto finished end
  end
  ::finished::
  print(n) --> 3
end
