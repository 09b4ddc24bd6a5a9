print(pcall(string.format, "%y", 1)) --> 5.3: false invalid option '%y' to 'format' --> 5.4: false invalid conversion '%y' to 'format'
print(pcall(string.format, "%", 1)) --> 5.3: false invalid option '%<\0>' to 'format' --> 5.4: false invalid conversion '%' to 'format'
print(pcall(string.format, "%123d", 1)) --> 5.3: false invalid format (width or precision too long) --> 5.4: false invalid conversion specification: '%123d'
print(pcall(string.format, "%0123d", 1)) --> 5.3: false invalid format (width or precision too long) --> 5.4: false invalid conversion specification: '%0123d'
print(pcall(string.format, "%.123d", 1)) --> 5.3: false invalid format (width or precision too long) --> 5.4: false invalid conversion specification: '%.123d'
print(pcall(string.format, "%#d", 1)) --> 5.3: true 1 --> 5.4: false invalid conversion specification: '%#d'
print(pcall(string.format, "%-+ #0d", 1)) --> 5.3: true +1 --> 5.4: false invalid conversion specification: '%-+ #0d'
print(pcall(string.format)) --> false bad argument #1 to 'string.format' (string expected, got no value)
print(pcall(string.format, "%d %d", 1)) --> false bad argument #3 to 'string.format' (no value)
