import { accounts } from '@tributary/accounts'
import type { Kernel } from '@tributary/core'

/** The terminal: standard error, or a test. */
export interface Terminal {
  write(text: string): unknown
}

/**
 * Prints once, below the log, the address of the server and, while no administrator exists, how to create the first one.
 * `url` is the address it listens on.
 */
export async function greetTerminal(kernel: Kernel, url: string, terminal: Terminal): Promise<void> {
  const token = await kernel.getService(accounts).setupToken()
  const lines = [`Tributary    ${url}`, `How to use   ${url}/docs`]
  if (token !== undefined) lines.push(...howToBegin(url, token))
  lines.push('', 'Ctrl-C stops it.')
  terminal.write(`\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n\n`)
}

// Not `--json`, which older versions of curl still in use do not support.
function howToBegin(url: string, token: string): readonly string[] {
  return [
    '',
    'There is no administrator yet. To create one, enter your email address and a password here:',
    '',
    `curl ${url}/api/accounts/setup -H 'content-type: application/json' \\`,
    `  -d '{"token":"${token}","email":"…","password":"…"}'`,
    '',
    `Set-up token ${token}`,
  ]
}
