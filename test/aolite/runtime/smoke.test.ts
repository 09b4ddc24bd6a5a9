import { describe, expect, it } from "vitest";
import { ProcessRun } from "./processRun.ts";

describe("smoke", () => {
  it("handles a message, replies, evals", () => {
    const p = new ProcessRun();
    p.run(`Handlers.add("ping", "Ping", function(msg) print("got " .. msg.Data) msg.reply({ Action = "Pong", Data = "hi" }) end)`);
    const r = p.handle({ From: "A", tags: { Action: "Ping" }, Data: "x" });
    console.log(JSON.stringify(r, null, 1));
    console.log(JSON.stringify(p.eval("return 1 + 1")));
    console.log(JSON.stringify(p.eval("error('boom')")));
    console.log(JSON.stringify(p.eval("nonsense +")));
    console.log(JSON.stringify(p.handle({ From: "A", tags: { Action: "Other" }, Data: "x" })));
    console.log(JSON.stringify(p.get("Inbox")));
    console.log(JSON.stringify(p.get("Handlers.list")));
    p.run(`Handlers.add("wait", "Wait", function(msg)
      local answer = Receive({ Action = "Answer" })
      print("answer " .. answer.Data)
      error({ code = 3 })
    end)`);
    console.log(JSON.stringify(p.handle({ From: "A", tags: { Action: "Wait" } })));
    console.log(JSON.stringify(p.handle({ From: "A", tags: { Action: "Answer" }, Data: "42" })));
    expect(1).toBe(1);
  });
});
