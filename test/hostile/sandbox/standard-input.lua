-- Reading where there is nothing to read
-- libs: all
-- expect: ok nil nil 0
print(io.read("l"), io.read(1), #(io.read("a") or ""))
