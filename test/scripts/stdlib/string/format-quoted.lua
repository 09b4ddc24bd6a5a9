print(("%q"):format('a "quoted" \\ string')) --> "a \"quoted\" \\ string"
print((("%q"):format("line\nbreak"):gsub("\n", "N"))) --> "line\Nbreak"
print(("%q"):format("\0\1\r\t\127\200")) --> "\0\1\13\9\127\xc8"
print(("%q"):format("\0001")) --> "\0001"
print(("%q %q %q"):format(1, true, nil)) --> 1 true nil
print(("%q"):format(math.mininteger), ("%q"):format(0.5), ("%q"):format(1/0)) --> 5.3: 0x8000000000000000 0x1p-1 inf --> 5.4: 0x8000000000000000 0x1p-1 1e9999
print(pcall(string.format, "%q", {})) --> false bad argument #2 to 'string.format' (value has no literal form)
print(pcall(string.format, "%10q", "x")) --> 5.3: true "x" --> 5.4: false specifier '%q' cannot have modifiers
