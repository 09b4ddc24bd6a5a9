local config = {
  server = {host = "localhost", ports = {80, 443, [10] = 8080}},
  handlers = {get = function(path) return "GET " .. path end},
  ["with space"] = true, [1 + 1] = "computed", [true] = "bool key",
}
print(config.server.host, config.server.ports[2], config.server.ports[10], config.handlers.get("/")) --> localhost 443 8080 GET /
print(config["with space"], config[2], config[true], config[1]) --> true computed bool key nil
