print(#load("return [[a\r\nb]]")()) --> 3
print(#load("return [[a\n\rb\r\rc]]")()) --> 6
print(pcall(load("\r\n\r\n\n\rerror('x')", "@f"))) --> false f:4: x
