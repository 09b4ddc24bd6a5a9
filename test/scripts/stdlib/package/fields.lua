print(type(package.path), type(package.cpath), type(package.loaded), type(package.preload), type(package.searchers), #package.searchers) --> string string table table table 4
print(package.loaded._G == _G, package.loaded.string == string, package.config:sub(1, 1)) --> true true /
print(package.loaded.package == package) --> true
