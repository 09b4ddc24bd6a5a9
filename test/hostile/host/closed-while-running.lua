-- A host that closes the engine in the middle of a run
-- host: reentering
-- expect: ok boolean
print(type((pcall(host.close))))
