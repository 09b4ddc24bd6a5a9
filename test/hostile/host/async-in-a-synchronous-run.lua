-- A promise where nothing can wait
-- host: returning
-- expect: async
host.promise()
