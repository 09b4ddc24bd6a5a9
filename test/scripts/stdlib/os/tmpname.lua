local name = os.tmpname()
print(type(name), #name > 0) --> string true
os.remove(name)
