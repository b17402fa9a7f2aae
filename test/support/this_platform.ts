/** The platform the tests run on: `TEST_SERVER=wire` has them served by BotMux's own server. */
export { platform, testedServer } from "../../bench/support/this_platform.ts";
