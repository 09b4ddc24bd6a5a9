-- only: ours
local ch = channel.make(2)
print(type(ch), (tostring(ch):gsub("0x%x+", "A"))) --> channel channel: A
ch:send(1)
ch:send(nil)
print(ch:len(), ch:cap(), ch:trysend(3)) --> 2 2 false
print(ch:receive()) --> true 1
print(ch:receive()) --> true nil
print(ch:tryreceive()) --> false nil
print(pcall(ch.receive, ch)) --> false channel:receive cannot wait in a synchronous call
print(channel.select({"|<-", ch}, {"default"})) --> 2 nil false
print(channel.select({"<-|", ch, "x", function(v) print("sent", v) end}))
--> sent x
--> 1 nil false
ch:close()
print(ch:closed(), pcall(ch.close, ch)) --> true false close of closed channel
for v in ch:iter() do print(v) end --> x
print(pcall(ch.send, ch, 1)) --> false send on closed channel
print(pcall(channel.make, "2")) --> false bad argument #1 to make (number expected, got string)
