require "lua51"
require "markdown"
local texts = {
  "# Heading\n\nA *paragraph* with **bold**, `code` and [a link](http://example.com \"Title\").\n",
  "* one\n* two\n  * nested\n* three\n\n1. first\n2. second\n\n   continued\n",
  "> quote\n> more\n>\n> > nested\n\n    code block <b>\n\n***\n",
  "Heading\n=======\n\nSub\n---\n\n![image](/i.png) and ![ref][id] and <http://auto.link> <me@example.com>\n\n[id]: http://x.y/ 'T'\n",
  "<div>\n*not* parsed\n</div>\n\nA & B &amp; C < D \\*escaped\\* line  \nbreak\n",
  "", "plain", "**unclosed *mix** up*", "[broken](link", "1986\\. not a list\n\n\tTabbed code\n", "Term `` `tick` `` and _under_score_ __bold__\n",
}
math.randomseed(1)
for i, text in ipairs(texts) do
  local html = markdown(text)
  -- Mail addresses are obfuscated at random.
  html = html:gsub("&#x?%x+;", "@"):gsub("mailto.-</a>", "MAIL")
  print(i, html)
end
print(#markdown(("# T\n\nSome *text* here.\n\n* a\n* b\n\n"):rep(40)))
