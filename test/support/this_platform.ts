/** The platform the tests run on: `TEST_SERVER=runtime` has them served by the runtime's server. */
export { platform, testedServer } from "../../bench/support/this_platform.ts";
