-- only: 5.4
collectgarbage("incremental")
print(collectgarbage("generational"), collectgarbage("incremental"), collectgarbage("incremental")) --> incremental generational incremental
collectgarbage("setpause", 160)
print(collectgarbage("setpause", 100), collectgarbage("setpause", 200)) --> 160 100
