/** Whether somebody who asks would rather have a page than anything else. */
export function wantsPage(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/html") ?? false;
}
