local up
function f(k)
  up = up[k]
  up.x, up[1] = up.y, nil
  return up:m()
end
