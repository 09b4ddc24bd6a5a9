io.open("here.lua", "w"):close()
print(package.searchpath("here", "./?.lua;./?.txt")) --> ./here.lua
print(package.searchpath("a.b", "./?.x;/none/?.y")) --> 5.3: nil | no file './a/b.x' | no file '/none/a/b.y' --> 5.4: nil no file './a/b.x' | no file '/none/a/b.y'
print(package.searchpath("a-b", "./?.x", "-", "+")) --> 5.3: nil | no file './a+b.x' --> 5.4: nil no file './a+b.x'
