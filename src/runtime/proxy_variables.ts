import process from "node:process";

const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((
  name,
) => [name, name.toLowerCase()]);

/**
 * Runs `create` with the proxy variables of the environment taken away, and puts them back. For what reads them while
 * it is made and cannot be told otherwise.
 */
export function withoutProxyVariables<T>(create: () => T): T {
  const taken = new Map<string, string>();
  for (const name of names) {
    const value = process.env[name];
    if (value === undefined) continue;
    taken.set(name, value);
    delete process.env[name];
  }
  try {
    return create();
  } finally {
    for (const [name, value] of taken) process.env[name] = value;
  }
}
