import Type from "typebox";
import { act, controlActions } from "../../sandbox/control.ts";
import type { Sandbox } from "../../sandbox/sandbox_interface.ts";
import { SandboxError } from "../../sandbox/sandbox_error.ts";
import { TelegramError } from "../../telegram/envelope.ts";
import { contradiction, contradictions } from "./api_error.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

/** Maximum bytes of what a person does: a picture, in base64. */
const maxBodyBytes = 16 * 1024 * 1024;
const Anything = Type.Record(Type.String(), Type.Unknown());

/** What came of it, as the sandbox's own control API answers. */
const SandboxResult = Type.Unknown({ title: "SandboxResult" });

/** `/sandbox`; there is none without a demo. */
export function sandboxEndpoints(sandbox: Sandbox | undefined): Endpoint[] {
  if (sandbox === undefined) return [];
  return [
    endpoint({
      id: "actInSandbox",
      method: "POST",
      path: "/sandbox/{action}",
      tag: "sandbox",
      summary: "Let somebody in the sandbox do something, as its own control API would",
      role: "manager",
      isForAllBots: true,
      parameters: { action: Type.Enum([...controlActions]) },
      body: Anything,
      maxBodyBytes,
      status: 200,
      answer: SandboxResult,
      conflict: "It has not the right shape, or names something that is not there",
      handle({ path: { action }, body }) {
        try {
          return act(sandbox, action, body);
        } catch (error) {
          if (error instanceof TelegramError) {
            throw contradiction("#", "sandbox_refused", { said: error.description });
          }
          if (!(error instanceof SandboxError)) throw error;
          throw contradictions([{ pointer: "#", fault: error.fault }]);
        }
      },
    }),
  ];
}
