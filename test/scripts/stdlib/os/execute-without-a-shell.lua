-- only: ours
print(os.execute()) --> false
print(os.execute("ls")) --> nil Permission denied 13
