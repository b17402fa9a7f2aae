import { createHash } from "node:crypto";
import { shortestPassword } from "../account/password_hash.ts";

const style =
  `body{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:10vh auto;padding:0 1rem;color-scheme:light dark}
label{display:block;margin:1rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}
button{font:inherit;padding:.4rem 1rem}`;

/** The secret stands behind the `#`: it is neither sent with the page nor written into anybody's log. */
const script = `const form=document.forms[0],said=document.querySelector("output");
form.onsubmit=async(event)=>{event.preventDefault();
const answer=await fetch("/api/v1/setup",{method:"POST",headers:{"content-type":"application/json"},
body:JSON.stringify({token:location.hash.slice(1),name:form.name.value,password:form.password.value})});
const body=await answer.json();
said.textContent=answer.ok?"Done. You can sign in as "+body.name+" from now on.":
(body.errors??[]).map((error)=>error.pointer.slice(2)+" "+error.detail).join("; ")||body.detail;
if(answer.ok)form.querySelector("button").disabled=true};`;

const page =
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Set up BotMux</title><style>${style}</style><h1>Set up BotMux</h1><p>Choose what you sign in with.</p>
<form><label>Name <input name="name" autocomplete="username" required pattern="[a-z0-9][a-z0-9._@+\\-]{0,63}"></label>
<label>Password, at least ${shortestPassword} characters
<input name="password" type="password" autocomplete="new-password" required minlength="${shortestPassword}"></label>
<button>Set up</button></form><p><output></output></p><script>${script}</script></html>`;

const policy = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  "connect-src 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** The page that the setup link opens. It does nothing by itself: what it sends is checked by `/api/v1/setup`. */
export function setupPage(): Response {
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}
