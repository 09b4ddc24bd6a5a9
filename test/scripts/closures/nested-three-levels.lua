local function l1(a)
  return function(b)
    return function(c)
      a = a + 1
      return a, b, c
    end
  end
end
local f = l1(1)(2)
print(f(3)) --> 2 2 3
print(f(4)) --> 3 2 4
