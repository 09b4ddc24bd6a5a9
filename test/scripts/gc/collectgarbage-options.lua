print(collectgarbage(), collectgarbage("collect"), type(collectgarbage("count")), math.type(collectgarbage("count"))) --> 0 0 number float
print(collectgarbage("isrunning"), collectgarbage("stop"), collectgarbage("isrunning"), collectgarbage("restart"), collectgarbage("isrunning")) --> true 0 false 0 true
print(pcall(collectgarbage, "nonsense")) --> false bad argument #1 to 'collectgarbage' (invalid option 'nonsense')
print(type(collectgarbage("step"))) --> boolean
