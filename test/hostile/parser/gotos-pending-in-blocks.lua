-- Pending gotos carried out of block after block
-- limits: instructions=1e8
-- expect: ok function nil too many labels/gotos
print(type(load(("do " .. ("goto l "):rep(1000)):rep(20) .. ("end "):rep(20) .. "::l::")),
  (load(("goto l "):rep(100000))), select(2, load(("goto l "):rep(100000))):match("too many labels/gotos"))
