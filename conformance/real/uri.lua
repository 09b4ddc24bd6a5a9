local s = require "support"
local URI = require "uri"
for _, text in ipairs {
  "http://user@Example.COM:80/a/./b/../c?q=1#frag", "HTTP://x.y", "mailto:a@b.c", "urn:isbn:0-306-40615-2", "urn:issn:0259-000X", "urn:oid:1.3.6", "file:///etc/passwd", "ftp://u:p@host/dir/file;type=i", "data:text/plain;base64,SGVsbG8=", "data:,A%20brief%20note", "pop://user;auth=*@host:110",
  "relative/path?x", "//host/path", "http://[::1]/", "http://a b/", "http://host:99999999/", "", "telnet://host:23/", "rtsp://h/s", "http://ex.com/%7Euser/%c3%a9", "urn:isbn:bad", "1http://x",
} do
  local uri, message = URI:new(text)
  if not uri then
    s.show(text, nil, message)
  else
    s.show(text, tostring(uri), uri:scheme(), uri.host and uri:host(), uri.port and uri:port(), uri:path(), uri:query(), uri:fragment(), uri.userinfo and uri:userinfo())
  end
end
local base = assert(URI:new "http://a/b/c/d;p?q")
for _, reference in ipairs { "g:h", "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", ";x", "", ".", "..", "../g", "../..", "../../g", "../../../g", "/./g", "g.", "..g", "./g/.", "g;x=1/../y", "http:g" } do
  s.try(reference, function() return tostring(URI:new(reference, base)) end)
end
local uri = URI:new "http://host/path"
s.show("setters", uri:host "other.com", uri:port(8080), uri:path "/new path", uri:query "a=b", uri:fragment "f", tostring(uri))
s.try("bad", uri.port, uri, -1)
s.show("eq", URI.eq("http://X/", "http://x/"), tostring(URI:new "http://ex.com:8080/%41"))
