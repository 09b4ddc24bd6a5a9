local function fields(options)
  local names = {}
  for name in pairs(debug.getinfo(1, options)) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, " ")
end
print(fields("S")) --> lastlinedefined linedefined short_src source what
print(fields("l")) --> currentline
print(fields("n")) --> name namewhat
print(fields("t")) --> istailcall
print(fields("u")) --> isvararg nparams nups
print(fields("f")) --> func
print(fields("L")) --> activelines
print(fields("")) --> 
print(fields("nSltufL")) --> activelines currentline func istailcall isvararg lastlinedefined linedefined name namewhat nparams nups short_src source what
