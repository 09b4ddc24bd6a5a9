-- First lines that load skips not
-- expect: ok nil nil
print((load("#" .. ("!"):rep(1000000))), (load("\xEF\xBB\xBF#x\nreturn 1")))
