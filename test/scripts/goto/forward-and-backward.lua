local i = 1
::top::
if i > 3 then goto done end
print(i) --> 1 | 2 | 3
i = i + 1
goto top
::done::
print("done") --> done
