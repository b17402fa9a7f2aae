import type { Sandbox, SandboxBot } from "./sandbox.ts";
/** temporary */
export interface Demo {
  readonly bots: readonly SandboxBot[];
  start(signal: AbortSignal): void;
}
export function createDemo(sandbox: Sandbox): Demo {
  const bots = [
    sandbox.addBot({
      username: "demo_shop_bot",
      name: "Shop",
      token: "1000001:AAdemo_demo_demo_demo_demo_demo_demo",
    }),
  ];
  return { bots, start() {} };
}
