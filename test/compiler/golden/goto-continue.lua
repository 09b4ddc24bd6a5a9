for i = 1, 3 do
  if i == 2 then goto continue end
  local x <close> = f(i)
  do goto continue end
  ::continue::
end
