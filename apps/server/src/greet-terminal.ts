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
  const lines = [`Tributary    ${url}`, `API          ${url}/docs`]
  if (token !== undefined) lines.push(...howToBegin(url, token))
  lines.push('', 'Ctrl-C stops it.')
  terminal.write(`\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n\n`)
}

/** The token stands behind `#`, which browsers do not send: no log and no proxy sees it. */
function howToBegin(url: string, token: string): readonly string[] {
  return [
    '',
    'There is no administrator yet. Open this address to create one:',
    '',
    `${url}/setup#token=${token}`,
  ]
}
