-- What looks like a promise
-- host: returning
-- expect: ok boolean
print(type((pcall(host.thenable))))
