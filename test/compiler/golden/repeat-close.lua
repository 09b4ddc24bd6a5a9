repeat
  local h <close> = f()
until h.done
