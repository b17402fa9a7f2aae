/**
 * Public keys (Ed25519, lower-case hex) by which Telegram signs what Mini Apps receive, by its environment; from
 * <https://core.telegram.org/bots/webapps>, "Validating data for Third-Party Use".
 */
export const telegramPublicKeys = {
  production: "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d",
  test: "40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec",
} as const;
