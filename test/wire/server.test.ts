import { serve } from "../../src/wire/server/serve.ts";
import { describeServer } from "./server_contract.ts";

describeServer("the wire", serve);
