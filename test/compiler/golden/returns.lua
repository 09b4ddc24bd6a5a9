local f, a = ...
if a == 1 then return
elseif a == 2 then return a
elseif a == 3 then return a, f
elseif a == 4 then return (f())
elseif a == 5 then return f(), 1
end
return f(), f()
