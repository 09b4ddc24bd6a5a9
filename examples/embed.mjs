/**
 * Rules that users write, in the middle of a program: values in, results out, errors with their place.
 *
 *   npm run build && node examples/embed.mjs
 */
import { createLua, LuaRuntimeError } from "perigee";

const RULES = `
local rates = { book = 0.07, wine = 0.19 }

function price(order)
  local sum = 0
  for _, item in ipairs(order.items) do
    local rate = rates[item.kind] or error("no rate for " .. item.kind)
    sum = sum + item.count * item.net * (1 + rate)
  end
  if order.customer.years > 5 then sum = sum * 0.9 end
  return round(sum), #order.items
end`;

const lua = createLua({ globals: { round: (x) => Math.round(x * 100) / 100 } });
lua.runSync(RULES, { chunkName: "@rules.lua" });
const price = lua.globals.get("price");

const order = {
  customer: { name: "Ada", years: 7 },
  items: [
    { kind: "book", count: 2, net: 10 },
    { kind: "wine", count: 1, net: 50 },
  ],
};
const [total, items] = price.call(order);
console.log(`${items} items for ${order.customer.name}: ${total}`);

try {
  price.call({ ...order, items: [{ kind: "car", count: 1, net: 1 }] });
} catch (error) {
  if (!(error instanceof LuaRuntimeError)) throw error;
  console.log(error.message);
  console.log(error.luaStack);
}
