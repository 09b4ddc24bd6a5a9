-- only: ours
print(pcall(io.popen, "ls")) --> false 'popen' not supported
