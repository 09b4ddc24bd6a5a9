-- The error of a host function, uncaught, is an error of the script
-- host: throwing
-- expect: error plain message
host.error()
