;;; local x = 1; ; print(x); --> 1
do ; end
print("ok") --> ok
