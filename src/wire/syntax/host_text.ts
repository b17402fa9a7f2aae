const hostText = /^(?:\[[A-Za-z0-9:.%~_-]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]*)(?::[0-9]{0,5})?$/;

/** Whether `text` is `uri-host [ ":" port ]` (RFC 9110 7.2), or empty. */
export function isHostText(text: string): boolean {
  return hostText.test(text);
}
