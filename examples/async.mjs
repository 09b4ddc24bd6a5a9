/**
 * Scripts that wait for the host without knowing it, many at a time, in an engine each or in one.
 *
 *   npm run build && node examples/async.mjs
 */
import { createLua, LuaAbortError } from "perigee";

const PRICES = { tea: 3, cake: 5, jam: 4 };
const log = [];
const lua = createLua({
  globals: {
    // any host function may return a promise
    price: async (item) => {
      log.push(item);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!(item in PRICES)) throw new Error(`no price for ${item}`);
      return PRICES[item];
    },
    forever: () => new Promise(() => {}),
  },
});

// waiting works wherever Lua calls: here in a comparator and in an iterator
const SHOP = `
  local basket, sum = { ... }, 0
  table.sort(basket, function(a, b) return price(a) < price(b) end)
  local prices = coroutine.wrap(function() for _, item in ipairs(basket) do coroutine.yield(price(item)) end end)
  for p in prices do sum = sum + p end
  return table.concat(basket, " "), sum`;
const [basket, sum] = await lua.run(SHOP, { args: ["cake", "tea", "jam"] });
console.log(`${basket}: ${sum}`);

// three runs wait at the same time
log.length = 0;
const runs = ["tea", "jam", "rum"].map((item) => lua.run("local ok, p = pcall(price, ...) return tostring(p)", { args: [item] }));
console.log(`${(await Promise.all(runs)).flat().join(", ")}; asked for ${log.join(", ")}`);

// a signal ends what waits too long; the script cannot catch it
const control = new AbortController();
setTimeout(() => control.abort("nobody waits that long"), 20);
try {
  await lua.run("pcall(forever) return 'caught'", { signal: control.signal });
} catch (error) {
  console.log(error instanceof LuaAbortError, error.reason);
}
