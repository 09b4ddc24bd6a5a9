-- Values sent through the host come back as they were
-- host: reentering
-- expect: ok true true true true true true true
local t, s = {}, ""
for i = 0, 255 do s = s .. string.char(i) end
local co = coroutine.create(print)
print(host.echo(t) == t, host.echo(s) == s, host.echo(co) == co, host.echo(host.echo) == host.echo, host.echo(math.maxinteger) == math.maxinteger,
  host.echo(math.mininteger) == math.mininteger, host.echo(0.5) == 0.5)
