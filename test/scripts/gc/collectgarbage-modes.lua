-- only: 5.4
print(collectgarbage("generational"), collectgarbage("incremental"), collectgarbage("incremental")) --> generational generational incremental
print(collectgarbage("setpause", 100), collectgarbage("setstepmul", 200)) --> 200 100
