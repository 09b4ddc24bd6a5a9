# this line is skipped in files
print("ran") --> ran
