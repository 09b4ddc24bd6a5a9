-- The clocks show no real time
-- expect: ok true true true
print(os.time() < 1000000, os.clock() < 1000, os.date("%Y") == "1970")
