local o = {}
function o.p:m(x) self.x = x end
function o.f(...) return ... end
