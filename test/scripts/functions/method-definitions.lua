local obj = {inner = {}}
function obj.f(x) return x end
function obj:m(x) return self == obj, x end
function obj.inner:deep() return self == obj.inner end
print(obj.f(1), obj:m(2)) --> 1 true 2
print(obj.inner:deep()) --> true
