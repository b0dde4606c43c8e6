import { accounts } from '@tributary/accounts'
import type { Kernel } from '@tributary/core'

/** Where a person sits in front of: standard error, or a test. */
export interface Terminal {
  write(text: string): unknown
}

/**
 * Says once, in plain lines below the log, where the server is and, while there is no administrator, how to make the first
 * one. `url` is where it listens.
 */
export async function greetTerminal(kernel: Kernel, url: string, terminal: Terminal): Promise<void> {
  const token = await kernel.getService(accounts).setupToken()
  const lines = [`Tributary    ${url}`, `How to use   ${url}/docs`]
  if (token !== undefined) lines.push(...howToBegin(url, token))
  lines.push('', 'Ctrl-C stops it.')
  terminal.write(`\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n\n`)
}

// Not `--json`, which the curl of systems still in use does not know.
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
