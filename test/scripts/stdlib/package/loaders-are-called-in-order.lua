table.insert(package.searchers, 2, function(name)
  if name == "virtual" then return function(n, extra) return n .. "/" .. tostring(extra) end, "data" end
  return "\n\tno virtual '" .. name .. "'"
end)
print(require("virtual")) --> 5.3: virtual/data --> 5.4: virtual/data data
package.path, package.cpath = "", ""
print(pcall(require, "other")) --> 5.3: false module 'other' not found: | no field package.preload['other'] | no virtual 'other' --> 5.4: false module 'other' not found: | no field package.preload['other'] |  | no virtual 'other' | no file '' | no file ''
