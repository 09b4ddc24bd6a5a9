/** Runs a function of a module beside this one and prints what it gives as JSON: `child.mjs worlds.mjs pingPong "[20000]"`. */
const [, , file, name, args] = process.argv;
const module = await import(`./${file}`);
console.log(JSON.stringify(await module[name](...JSON.parse(args))));
