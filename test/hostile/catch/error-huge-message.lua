-- A message of ten million bytes reaches the host whole
-- expect: error xxxxxxxxxx
error(("x"):rep(10000000), 0)
