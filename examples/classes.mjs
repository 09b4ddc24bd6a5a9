/**
 * Objects of the host in scripts: exactly the members that are listed.
 *
 *   npm run build && node examples/classes.mjs
 */
import { createLua } from "perigee";

class Vector {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  length() {
    return Math.hypot(this.x, this.y);
  }
  steal() {
    return "not listed: no script can call it";
  }
}
class Ship extends Vector {
  fuel = 10;
  burn(amount) {
    if (amount > this.fuel) throw new RangeError("out of fuel");
    this.fuel -= amount;
    this.x += amount;
  }
}

const lua = createLua();
const vector = lua.defineClass({
  name: "Vector",
  type: Vector,
  construct: (x, y) => new Vector(x, y),
  methods: ["length"],
  fields: { x: "x", y: { get: (self) => self.y, set: (self, y) => (self.y = Number(y)) } },
  meta: {
    // the other operand is a handle: its object is its value
    __add: (a, b) => new Vector(a.x + b.value.x, a.y + b.value.y),
    __eq: (a, b) => a.x === b.value.x && a.y === b.value.y,
    __tostring: (self) => `(${self.x}, ${self.y})`,
  },
});
const ship = lua.defineClass({ name: "Ship", type: Ship, extends: vector, methods: ["burn"], fields: { fuel: "fuel" } });
lua.globals.set("Vector", vector.table);

const enterprise = new Ship(0, 4);
const program = `
  local ship = ...
  local a = Vector(1, 2) + Vector(2, 2)
  a.y = 4
  print(a, a:length(), a == Vector(3, 4))
  ship:burn(3)
  print(ship, ship:length(), ship.fuel)
  print(pcall(ship.burn, ship, 100))
  print(pcall(ship.burn, a, 1))
  print(ship.steal, ship.constructor, pcall(function() ship.fuel = 100 end))`;
lua.on("print", ({ text }) => console.log(text.replaceAll("\t", "  ")));
lua.runSync(program, { args: [enterprise], chunkName: "=game" });
console.log(enterprise.fuel, ship.is(ship.wrap(enterprise)), vector.is(ship.wrap(enterprise)));
