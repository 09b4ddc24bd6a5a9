-- What is no error, thrown by the host, uncaught
-- host: throwing
-- expect: error
host.symbol()
