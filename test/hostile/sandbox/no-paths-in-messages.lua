-- Messages of every kind have no path of the host (the runner looks at them)
-- libs: all
-- expect: ok true done
local all = {}
for _, f in ipairs { io.open, io.lines, io.popen, os.execute, os.remove, os.rename, os.tmpname, io.tmpfile, require, dofile, loadfile,
  package.loadlib, package.searchpath, os.getenv, debug.getinfo, string.dump } do
  for _, name in ipairs { "nowhere", "/etc/passwd", "/", "..", "" } do all[#all + 1] = tostring(select(2, pcall(f, name, name))) end
end
all = table.concat(all, " ")
print(not all:find("root:", 1, true) and not all:find("node", 1, true) and not all:find("%.js") and not all:find("/home", 1, true), "done")
